using Matiz.Metrics;

namespace Matiz.Tests.Metrics;

public class MultiLabelMetricsTests
{
    private const int Labels = 5;

    [Fact]
    public void Compute_ReferenceRows_EqualsReference()
    {
        var values = Reference().Compute();
        string[] names = ["subset_accuracy", "hamming_loss", "f1_samples", "f1_micro", "f1_macro", "f1_weighted", "roc_auc_macro"];
        foreach (var name in names)
            Assert.Equal(ClassicalGolden.Value("multi_label", name), values[name]!.Value, 1e-9);
        Assert.Equal(values["f1_weighted"], values["f1"]);
    }

    [Fact]
    public void Compute_Keys_AreTheCatalogsInOrder()
    {
        var metrics = new MultiLabelMetrics(2, keepScores: true);
        metrics.Add([true, false], [.9f, .1f], loss: .1);
        metrics.Add([0, 1], [.4f, .6f], loss: .3);
        Assert.Equal(MetricCatalog.MultiLabel, metrics.Compute().Keys);
        Assert.Equal(.2, metrics.Compute()["loss"]!.Value, 1e-12);
        Assert.Equal(1, metrics.Compute()["roc_auc_macro"]);

        var counted = new MultiLabelMetrics(2);
        counted.Add([true, false], [.9f, .1f]);
        Assert.Equal(MetricCatalog.MultiLabel.Except(["loss", "roc_auc_macro"]), counted.Compute().Keys);
    }

    [Fact]
    public void Add_ScoreOnTheThreshold_IsNotPredicted()
    {
        var metrics = new MultiLabelMetrics(3);
        metrics.Add([true, false, true], [.5f, .5f, .6f]);
        Assert.Equal(1 / 3.0, metrics.HammingLoss, 1e-12);
        Assert.Equal(0, metrics.SubsetAccuracy);
        Assert.False(MultiLabelMetrics.IsPredicted(.5f, .5f));
    }

    [Fact]
    public void Add_ThresholdByLabel_IsUsed()
    {
        var metrics = new MultiLabelMetrics(2);
        metrics.Add([true, false], [.3f, .6f], [.2f, .7f]);
        Assert.Equal(1, metrics.SubsetAccuracy);
        metrics.Add([true, false], [.3f, .1f], threshold: .25f);
        Assert.Equal(1, metrics.SubsetAccuracy);
    }

    [Fact]
    public void F1Samples_RowWithoutAnyLabel_CountsZero()
    {
        var metrics = new MultiLabelMetrics(2);
        metrics.Add([false, false], [.1f, .1f]);
        metrics.Add([true, true], [.9f, .1f]);
        Assert.Equal((0 + 2 / 3.0) / 2, metrics.F1Samples, 1e-12);
    }

    [Fact]
    public void Weighted_NoTrueLabel_IsThePlainMean()
    {
        var metrics = new MultiLabelMetrics(2);
        metrics.Add([false, false], [.1f, .9f]);
        Assert.Equal(0, metrics.F1(Averaging.Weighted));
        Assert.Equal(.5, metrics.F1(Averaging.Weighted, zeroDivision: 1));
    }

    [Fact]
    public void RocAucMacro_LabelTrueEverywhere_IsUndefined()
    {
        var metrics = new MultiLabelMetrics(2, keepScores: true);
        metrics.Add([true, false], [.9f, .1f]);
        metrics.Add([true, true], [.9f, .6f]);
        Assert.True(double.IsNaN(metrics.RocAucMacro));
        Assert.Null(metrics.Compute()["roc_auc_macro"]);
    }

    [Fact]
    public void Report_HasMicroAndSamplesInPlaceOfAccuracy()
    {
        var report = Reference().Report(["a", "b", "c", "d", "e"]);
        Assert.Null(report.Accuracy);
        Assert.Equal(["micro avg", "macro avg", "weighted avg", "samples avg"], report.Averages.Select(row => row.Name));
        Assert.Equal(ClassicalGolden.Value("multi_label", "f1_micro"), report.Averages[0].F1, 1e-9);
        Assert.Equal(ClassicalGolden.Value("multi_label", "f1_samples"), report.Averages[3].F1, 1e-9);
        Assert.DoesNotContain("accuracy", report.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("accuracy", report.ToDictionary().Keys);
    }

    [Fact]
    public void Add_BadRow_SaysWhatIsWrong_AndCountsNothing()
    {
        var metrics = new MultiLabelMetrics(2);
        ClassificationMetricsTests.AssertMessage<ArgumentOutOfRangeException>(
            "truth of label 1 in row 0 (from 0) is 2, expected 0 or 1.", () => metrics.Add([0, 2], [.5f, .5f]));
        ClassificationMetricsTests.AssertMessage<ArgumentException>(
            "score 0 of row 0 (from 0) is NaN, expected a finite number: did training diverge? Lower the learning rate.",
            () => metrics.Add([true, false], [float.NaN, .5f]));
        ClassificationMetricsTests.AssertMessage<ArgumentException>(
            "score 1 of row 0 (from 0) is 2, expected a probability in [0, 1]: pass scores after softmax or sigmoid, not logits.",
            () => metrics.Add([true, false], [.5f, 2f]));
        ClassificationMetricsTests.AssertMessage<ArgumentException>(
            "found 1 true labels, expected 2: pass one for each.", () => metrics.Add([true], [.5f, .5f]));
        ClassificationMetricsTests.AssertMessage<ArgumentException>(
            "found 1 thresholds, expected 2: pass one for each.", () => metrics.Add([true, false], [.5f, .5f], [.5f]));
        ClassificationMetricsTests.AssertMessage<ArgumentException>(
            "a threshold is NaN, expected a finite number: 0.5 is the usual one.", () => metrics.Add([true, false], [.5f, .5f], float.NaN));
        Assert.Equal(0, metrics.Rows);
        Assert.Throws<InvalidOperationException>(() => metrics.Compute());
    }

    private static MultiLabelMetrics Reference()
    {
        var truth = ClassicalGolden.Arrays.Ints("metrics.multi_true");
        var scores = ClassicalGolden.Arrays.Doubles("metrics.multi_proba");
        var threshold = ClassicalGolden.Value("multi_label", "threshold");
        var metrics = new MultiLabelMetrics(Labels, keepScores: true);
        for (var i = 0; i < truth.Length; i += Labels)
            metrics.Add(Array.ConvertAll(truth[i..(i + Labels)], flag => flag == 1), scores.AsSpan(i, Labels), threshold);
        return metrics;
    }
}
