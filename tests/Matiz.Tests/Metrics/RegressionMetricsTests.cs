using Matiz.Metrics;

namespace Matiz.Tests.Metrics;

public class RegressionMetricsTests
{
    private static readonly double[] Truth = ClassicalGolden.Arrays.Doubles("metrics.regression_true");
    private static readonly double[] Values = ClassicalGolden.Arrays.Doubles("metrics.regression_predicted");

    [Fact]
    public void Compute_ReferenceRows_EqualsReference()
    {
        var metrics = new RegressionMetrics(keepValues: true);
        for (var i = 0; i < Truth.Length; i++) metrics.Add(Truth[i], Values[i]);
        var values = metrics.Compute();
        Assert.Equal(MetricCatalog.Regression.Except(["loss"]), values.Keys);
        foreach (var (name, value) in values) Assert.Equal(ClassicalGolden.Value("regression", name), value!.Value, 1e-9);
    }

    [Fact]
    public void Compute_SeveralOutputs_IsThePlainMean()
    {
        // output 0 is the reference's, output 1 is exact
        var metrics = new RegressionMetrics(outputs: 2, keepValues: true);
        for (var i = 0; i < Truth.Length; i++) metrics.Add([Truth[i], Truth[i]], [Values[i], Truth[i]], loss: i);
        var values = metrics.Compute();
        Assert.Equal(MetricCatalog.Regression, values.Keys);
        Assert.Equal((Truth.Length - 1) / 2.0, values["loss"]);
        foreach (var name in (string[])["mse", "rmse", "mae"])
            Assert.Equal(ClassicalGolden.Value("regression", name) / 2, values[name]!.Value, 1e-9);
        foreach (var name in (string[])["r2", "pearson", "spearman"])
            Assert.Equal((ClassicalGolden.Value("regression", name) + 1) / 2, values[name]!.Value, 1e-9);
    }

    [Fact]
    public void Compute_LargeOffset_KeepsItsDigits()
    {
        var metrics = new RegressionMetrics();
        for (var i = 0; i < 100; i++) metrics.Add(1e8 + i, 1e8 + i + (i % 2 == 0 ? 1 : -1));
        Assert.Equal(1, metrics.MeanSquaredError);
        Assert.Equal(1 - 100 / 83325.0, metrics.R2, 1e-9);      // Σ (i − 49.5)² = 83,325
    }

    [Fact]
    public void Spearman_Ties_ShareTheirMeanRank()
    {
        // ranks 1 2.5 2.5 4 against 1 2 3 4: covariance 4.5, squares 4.5 and 5
        Assert.Equal(4.5 / Math.Sqrt(4.5 * 5), Metric.Spearman([1, 2, 2, 3], [1, 5, 6, 9]), 1e-12);
        Assert.Equal(-1, Metric.Spearman([1, 2, 3], [9, 8, -5]), 1e-12);
    }

    [Fact]
    public void Compute_ConstantTruth_LeavesR2AndCorrelationsUndefined()
    {
        var metrics = new RegressionMetrics(keepValues: true);
        metrics.Add(.1, 1);
        metrics.Add(.1, 2);
        metrics.Add(.1, 3);
        var values = metrics.Compute();
        Assert.Null(values["r2"]);
        Assert.Null(values["pearson"]);
        Assert.Null(values["spearman"]);
        Assert.NotNull(values["mse"]);
    }

    [Fact]
    public void Compute_ConstantPrediction_HasR2ButNoCorrelation()
    {
        Assert.Equal(0, Metric.R2([1, 2, 3], [2, 2, 2]), 1e-12);
        Assert.True(double.IsNaN(Metric.Pearson([1, 2, 3], [2, 2, 2])));
        Assert.True(double.IsNaN(Metric.Spearman([1, 2, 3], [2, 2, 2])));
    }

    [Fact]
    public void Compute_OneRow_HasErrorsOnly()
    {
        var metrics = new RegressionMetrics(keepValues: true);
        metrics.Add(1, 3);
        Assert.Equal(
            [("mse", 4), ("rmse", 2), ("mae", 2), ("r2", null), ("pearson", null), ("spearman", null)],
            metrics.Compute().Select(entry => (entry.Key, entry.Value)));
    }

    [Fact]
    public void Compute_BeyondDouble_IsNull()
    {
        var metrics = new RegressionMetrics();
        metrics.Add(1e200, -1e200);
        Assert.Null(metrics.Compute()["mse"]);
    }

    [Fact]
    public void Add_FloatRow_EqualsDoubleRow()
    {
        var metrics = new RegressionMetrics(outputs: 2);
        metrics.Add([1f, 2f], [1.5f, 2f]);
        Assert.Equal(.125, metrics.MeanSquaredError);
        Assert.Equal(.25, metrics.RootMeanSquaredError);
        Assert.Equal(.25, metrics.MeanAbsoluteError);
    }

    [Fact]
    public void BadArguments_AreNamed()
    {
        var metrics = new RegressionMetrics();
        ClassificationMetricsTests.AssertMessage<ArgumentException>(
            "the predicted value of row 0 (from 0) is NaN, expected a finite number: did training diverge? Lower the learning rate.",
            () => metrics.Add(1, double.NaN));
        ClassificationMetricsTests.AssertMessage<ArgumentException>(
            "found 2 true values, expected 1: pass one for each.", () => metrics.Add([1.0, 2.0], [1.0, 2.0]));
        ClassificationMetricsTests.AssertMessage<ArgumentOutOfRangeException>(
            "found 0 outputs, expected at least 1: pass how many numbers a row predicts.", () => _ = new RegressionMetrics(0));
        Assert.Throws<InvalidOperationException>(() => metrics.Compute());
        Assert.Throws<InvalidOperationException>(() => metrics.R2);
        metrics.Add(1, 2);
        Assert.Equal(
            "Spearman's correlation needs the value of every row, but only counts were kept: create the metrics with keepValues: true.",
            Assert.Throws<InvalidOperationException>(() => metrics.Spearman).Message);
        Assert.Equal(1, metrics.Rows);
    }
}
