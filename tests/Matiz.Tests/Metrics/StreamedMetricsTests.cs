using Matiz.Data;
using Matiz.Metrics;

namespace Matiz.Tests.Metrics;

public sealed class StreamedMetricsTests
{
    [Fact]
    public void Add_OneClassByItsLabel_EqualsTheClassItself()
    {
        var (typed, labelled) = (new ClassificationMetrics(3, keepScores: true), new ClassificationMetrics(3, keepScores: true));
        foreach (var (truth, scores) in ((int, float[])[])[(0, [0.7f, 0.2f, 0.1f]), (2, [0.5f, 0.1f, 0.4f]), (1, [0.1f, 0.6f, 0.3f])])
        {
            typed.Add(truth, scores, loss: truth);
            labelled.Add(Label.OfIndex(truth), Label.OfIndex(Array.IndexOf(scores, scores.Max())), scores, loss: truth);
        }

        Assert.Equal(typed.Compute(), labelled.Compute());
        Assert.Equal(typed.Report(["a", "b", "c"]).ToString(), labelled.ReportOf(["a", "b", "c"])!.ToString());
    }

    [Fact]
    public void Add_SeveralClassesByTheirLabels_EqualsTheFlags()
    {
        var (typed, labelled) = (new MultiLabelMetrics(3, keepScores: true), new MultiLabelMetrics(3, keepScores: true));
        foreach (
            var (truth, scores) in ((int[], float[])[])[([0, 2], [0.7f, 0.2f, 0.1f]), ([], [0.6f, 0.1f, 0.4f]), ([1], [0.1f, 0.6f, 0.9f])])
        {
            var label = Label.OfIndices(truth);
            typed.Add(label.ToFlags(3), scores, loss: 2);
            labelled.Add(label, Label.OfIndices(Enumerable.Range(0, 3).Where(k => scores[k] > 0.5f)), scores, loss: 2);
        }

        Assert.Equal(typed.Compute(), labelled.Compute());
    }

    [Fact]
    public void Add_LabelBeyondTheList_IsRefusedAndNotCounted()
    {
        var single = new ClassificationMetrics(2);
        var several = new MultiLabelMetrics(2);
        Assert.Throws<ArgumentOutOfRangeException>(() => single.Add(Label.OfIndex(0), Label.OfIndex(2), [0.5f, 0.5f]));
        Assert.Throws<ArgumentOutOfRangeException>(() => several.Add(Label.OfIndices([2]), Label.OfIndices([]), [0.5f, 0.5f]));
        Assert.Equal((0, 0), (single.Rows, several.Rows));
    }

    [Fact]
    public void MeanLoss_WithoutLosses_SaysWhatIsMissing()
    {
        var metrics = new RegressionMetrics();
        Assert.Throws<InvalidOperationException>(() => metrics.MeanLoss);
        metrics.Add(1, 2);
        Assert.Equal(
            "the rows came without losses, but the mean loss needs them: give every row its loss.",
            Assert.Throws<InvalidOperationException>(() => metrics.MeanLoss).Message);
    }
}
