using Matiz.Metrics;

namespace Matiz.Tests.Metrics;

public class ConfusionMatrixTests
{
    private const int Classes = 6;

    private static readonly int[] Truth = ClassificationMetricsTests.Truth;
    private static readonly int[] Predicted = ClassificationMetricsTests.Predicted;

    [Theory]
    [InlineData(ConfusionNormalization.None, "confusion_None")]
    [InlineData(ConfusionNormalization.Truth, "confusion_true")]
    [InlineData(ConfusionNormalization.Predicted, "confusion_pred")]
    [InlineData(ConfusionNormalization.All, "confusion_all")]
    public void Normalize_ReferenceRows_EqualsReference(ConfusionNormalization normalization, string key)
    {
        var values = Reference().Normalize(normalization);
        var expected = ClassicalGolden.Expected.GetProperty(key);
        Assert.Equal(Classes, expected.GetArrayLength());
        for (var t = 0; t < Classes; t++)
        {
            for (var p = 0; p < Classes; p++) Assert.Equal(expected[t][p].GetDouble(), values[t, p], 1e-9);
        }
    }

    [Fact]
    public void ClassCounts_ReferenceRows_GiveTheReferencesScores()
    {
        var classes = Reference().ClassCounts();
        var expected = ClassicalGolden.Expected.GetProperty("per_class");
        for (var k = 0; k < Classes; k++)
        {
            Assert.Equal(expected.GetProperty("precision")[k].GetDouble(), classes[k].Precision(), 1e-9);
            Assert.Equal(expected.GetProperty("recall")[k].GetDouble(), classes[k].Recall(), 1e-9);
            Assert.Equal(expected.GetProperty("f1")[k].GetDouble(), classes[k].F1(), 1e-9);
            Assert.Equal(expected.GetProperty("support")[k].GetInt64(), classes[k].Truth);
        }
    }

    [Fact]
    public void Scores_SheetVector_EqualReference()
    {
        var matrix = ConfusionMatrix.From(Truth, Predicted, 3);
        var classes = matrix.ClassCounts();
        Assert.Equal([1, .5, 2 / 3.0], classes.Select(c => c.Precision()));
        Assert.Equal([.5, .5, 1], classes.Select(c => c.Recall()));
        Assert.Equal([2 / 3.0, .5, .8], classes.Select(c => c.F1()));
        Assert.Equal(2 / 3.0, matrix.F1(Averaging.Micro), 1e-9);
        Assert.Equal(.72222, matrix.Precision(Averaging.Macro), 1e-5);
        Assert.Equal(.66667, matrix.Recall(Averaging.Macro), 1e-5);
        Assert.Equal(.65556, matrix.F1(Averaging.Macro), 1e-5);
        Assert.Equal(.52223, matrix.MatthewsCorrelation, 1e-5);
        Assert.Equal(.66667, matrix.BalancedAccuracy, 1e-5);
        Assert.Equal(.5, matrix.CohenKappa(), 1e-9);
        Assert.Equal(.625, matrix.CohenKappa(KappaWeights.Linear), 1e-9);
        Assert.Equal(.75, matrix.CohenKappa(KappaWeights.Quadratic), 1e-9);
    }

    [Fact]
    public void FBeta_Ends_ArePrecisionAndRecall()
    {
        var c = ConfusionMatrix.From(Truth, Predicted, 3).ClassCounts()[0];       // precision 1, recall ½
        Assert.Equal(1, c.FBeta(0));
        Assert.Equal(.5, c.FBeta(double.PositiveInfinity));
        Assert.Equal(5 * 1 * .5 / (4 * 1 + .5), c.FBeta(2), 1e-12);
        ClassificationMetricsTests.AssertMessage<ArgumentOutOfRangeException>(
            "beta is -1, expected 0 or more: 1 weighs precision and recall alike.", () => c.FBeta(-1));
    }

    [Fact]
    public void MatthewsCorrelation_ConstantPrediction_IsZero() =>
        Assert.Equal(0, ConfusionMatrix.From([0, 1, 2], [1, 1, 1], 3).MatthewsCorrelation);

    [Fact]
    public void ZeroDivision_FollowsTheReference()
    {
        // class 1 occurs but is never predicted; class 2 is predicted but never occurs; class 3 neither
        var matrix = ConfusionMatrix.From([0, 0, 1], [0, 2, 0], 4);
        var classes = matrix.ClassCounts();
        Assert.Equal([.5, 1, 0, 1], classes.Select(c => c.Precision(zeroDivision: 1)));
        Assert.Equal([.5, 0, 1, 1], classes.Select(c => c.Recall(zeroDivision: 1)));
        Assert.Equal([.5, 0, 0, 1], classes.Select(c => c.F1(zeroDivision: 1)));
        Assert.Equal([.5, 0, 0, 0], classes.Select(c => c.F1()));
        Assert.Equal(.5 / 4, matrix.F1(Averaging.Macro), 1e-12);
        Assert.Equal(.5 / 3, matrix.F1(Averaging.Macro, double.NaN), 1e-12);      // class 3 left out
        Assert.Equal(.5 / 2, matrix.Precision(Averaging.Macro, double.NaN), 1e-12);
        Assert.Equal(.5, matrix.Precision(Averaging.Weighted, double.NaN), 1e-12);
        Assert.Equal(1 / 3.0, matrix.Precision(Averaging.Weighted), 1e-12);
        Assert.Equal(.25, matrix.BalancedAccuracy, 1e-12);
    }

    [Fact]
    public void Select_DropsOtherClasses_AndReorders()
    {
        var matrix = ConfusionMatrix.From(Truth, Predicted, 3).Select(2, 0);
        Assert.Equal(2, matrix[0, 0]);
        Assert.Equal(1, matrix[1, 1]);
        Assert.Equal(0, matrix[0, 1]);
        Assert.Equal(3, matrix.Rows);
        ClassificationMetricsTests.AssertMessage<ArgumentException>(
            "found a class twice in the selection, expected each at most once: remove the second.", () => matrix.Select(0, 0));
    }

    [Fact]
    public void ToArray_HoldsTheCounts()
    {
        var matrix = ConfusionMatrix.From(Truth, Predicted, 3);
        Assert.Equal(new long[,] { { 1, 1, 0 }, { 0, 1, 1 }, { 0, 0, 2 } }, matrix.ToArray());
        Assert.Equal(1, matrix[1, 2]);
    }

    [Fact]
    public void CohenKappa_OneClassThroughout_IsUndefined() =>
        Assert.True(double.IsNaN(ConfusionMatrix.From([1, 1], [1, 1], 3).CohenKappa(KappaWeights.Quadratic)));

    [Fact]
    public void BadArguments_AreNamed()
    {
        var matrix = new ConfusionMatrix(2);
        ClassificationMetricsTests.AssertMessage<ArgumentOutOfRangeException>(
            "prediction is class -1, expected 0 to 1: does the label list belong to these rows?", () => matrix.Add(0, -1));
        ClassificationMetricsTests.AssertMessage<ArgumentException>(
            "found 1 predictions, expected 2: pass one for each.", () => ConfusionMatrix.From([0, 1], [0], 2));
        ClassificationMetricsTests.AssertMessage<ArgumentOutOfRangeException>(
            "found 20000 classes, expected at most 16384: a confusion matrix would need 3200000000 bytes.",
            () => _ = new ConfusionMatrix(20_000));
        ClassificationMetricsTests.AssertMessage<ArgumentOutOfRangeException>(
            "found '9', expected one of None, Truth, Predicted, All.", () => matrix.Normalize((ConfusionNormalization)9));
        Assert.Throws<InvalidOperationException>(() => matrix.F1(Averaging.Macro));
        Assert.All(matrix.Normalize(ConfusionNormalization.All).Cast<double>(), share => Assert.Equal(0, share));
        Assert.Equal(0, matrix.Rows);
    }

    private static ConfusionMatrix Reference()
    {
        var truth = ClassicalGolden.Arrays.Ints("metrics.y_true");
        var scores = ClassicalGolden.Arrays.Doubles("metrics.proba");
        var matrix = new ConfusionMatrix(Classes);
        for (var i = 0; i < truth.Length; i++)
        {
            var row = scores[(i * Classes)..((i + 1) * Classes)];
            matrix.Add(truth[i], Array.IndexOf(row, row.Max()));
        }

        return matrix;
    }
}
