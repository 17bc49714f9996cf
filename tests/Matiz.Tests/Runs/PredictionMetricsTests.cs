using Matiz.Data;
using Matiz.Metrics;
using Matiz.Runs;
using Matiz.Training;

namespace Matiz.Tests.Runs;

public sealed class PredictionMetricsTests
{
    // A draw with repeats, as the bootstrap makes them.
    private static readonly int[] Draw = [.. Enumerable.Range(0, 150).Select(i => i * i % 97)];

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(6)]
    public void Of_SingleLabels_EqualsTheStreamedMetrics(int classes)
    {
        var rows = AnalysisRows.RandomSingle(97, classes);
        var streamed = new ClassificationMetrics(classes, keepScores: true);
        foreach (int row in Draw) streamed.Add(rows[row].Label.Index, [.. rows[row].Scores], rows[row].Loss);

        AssertEqual(
            streamed.Compute(), rows, new ClassLabel(Enumerable.Range(0, classes).Select(k => $"c{k}")),
            ProblemType.SingleLabelClassification);
    }

    [Fact]
    public void Of_SeveralLabels_EqualsTheStreamedMetrics()
    {
        var rows = AnalysisRows.RandomSeveral(97, 3);
        var streamed = new MultiLabelMetrics(3, keepScores: true);
        foreach (int row in Draw)
            streamed.Add(
                [.. Enumerable.Range(0, 3).Select(k => rows[row].Label.Indices.Contains(k))], [.. rows[row].Scores], loss: rows[row].Loss);

        AssertEqual(streamed.Compute(), rows, AnalysisRows.Labels, ProblemType.MultiLabelClassification);
    }

    [Fact]
    public void Of_Regression_EqualsTheStreamedMetrics()
    {
        var random = new Random(4);
        var rows =
            Enumerable.Range(0, 97).Select(i => AnalysisRows.Number(i, (float)random.NextDouble(), (float)random.NextDouble())).ToList();
        var streamed = new RegressionMetrics(keepValues: true);
        foreach (int row in Draw) streamed.Add(rows[row].Label.Value, rows[row].Scores[0], rows[row].Loss);

        AssertEqual(streamed.Compute(), rows, labels: null, ProblemType.Regression);
    }

    [Fact]
    public void Of_DrawWithoutAClass_LeavesTheAreaUndefined()
    {
        List<PredictionRecord> rows =
            [AnalysisRows.Single(1, 0, 1, 0, 0), AnalysisRows.Single(2, 1, 0, 1, 0), AnalysisRows.Single(3, 2, 0, 0, 1)];
        var metrics = new PredictionMetrics(rows, AnalysisRows.Labels, ProblemType.SingleLabelClassification);
        int area = metrics.Names.ToList().IndexOf("roc_auc_ovr");

        Assert.Equal(1, metrics.Compute([0, 1, 2])[area]);
        Assert.True(double.IsNaN(metrics.Compute([0, 1, 1])[area]));
        Assert.Throws<ArgumentException>(
            () => new PredictionMetrics([rows[0] with { Loss = null }], AnalysisRows.Labels, ProblemType.SingleLabelClassification));
    }

    private static void AssertEqual(
        IReadOnlyDictionary<string, double?> expected, List<PredictionRecord> rows, ClassLabel? labels, ProblemType problemType)
    {
        var metrics = new PredictionMetrics(rows, labels, problemType);
        double[] values = metrics.Compute(Draw);
        Assert.Equal(expected.Keys.Order(), metrics.Names.Order());
        foreach (var (name, value) in metrics.Names.Zip(values)) Assert.Equal(expected[name]!.Value, value, 1e-9);
    }
}
