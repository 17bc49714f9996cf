using Matiz.Data;
using Matiz.Metrics;

namespace Matiz.Tests.Reports.Facts;

public sealed class HeadlineTests
{
    [Fact]
    public void Classes_HaveTheValuesOfEvaluation()
    {
        using var run = new TemporaryRun();
        var split = RowSelectionTests.Split(run);
        var metrics = new ClassificationMetrics(6);
        foreach (var row in split.Rows) metrics.Add(row.Label.Index, (float[])[.. row.Scores]);
        RequireEqual(metrics.Compute(), split.Headlines, ["accuracy", "f1_weighted", "f1_macro", "log_loss"]);
    }

    [Fact]
    public void LabelSets_HaveTheValuesOfEvaluation()
    {
        using var run = new TemporaryRun(new() { ProblemType = "multi_label_classification" });
        var split = RowSelectionTests.Split(run);
        var metrics = new MultiLabelMetrics(6);
        foreach (var row in split.Rows) metrics.Add(Flags(row.Label), (float[])[.. row.Scores]);
        RequireEqual(metrics.Compute(), split.Headlines, ["f1_micro", "f1_macro", "subset_accuracy", "hamming_loss"]);
    }

    [Fact]
    public void Numbers_HaveTheValuesOfEvaluation()
    {
        using var run = new TemporaryRun(new() { ProblemType = "regression", Labels = [] });
        var split = RowSelectionTests.Split(run);
        var metrics = new RegressionMetrics(keepValues: true);
        foreach (var row in split.Rows) metrics.Add(row.Label.Value, row.Predicted.Value);
        RequireEqual(metrics.Compute(), split.Headlines, ["mae", "rmse", "r2", "pearson", "spearman"]);
    }

    private static bool[] Flags(Label label)
    {
        var flags = new bool[6];
        foreach (int index in label.Indices) flags[index] = true;
        return flags;
    }

    private static void RequireEqual(
        IReadOnlyDictionary<string, double?> expected, IReadOnlyList<Matiz.Reports.Facts.Headline> found, string[] names)
    {
        Assert.Equal(names, found.Select(headline => headline.Name));
        foreach (var (name, interval) in found)
        {
            Assert.Equal(expected[name]!.Value, interval.Value, 1e-6);
            Assert.InRange(interval.Value, interval.Low, interval.High);
            Assert.True(interval.Low < interval.High);
        }
    }
}
