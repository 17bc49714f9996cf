using Matiz.Reports.Facts;
using Matiz.Runs;

namespace Matiz.Tests.Reports.Facts;

public sealed class RowSelectionTests
{
    [Fact]
    public void Rows_AreHighestLowestAndSomeOfEachPair()
    {
        using var run = new TemporaryRun(new() { Rows = 2000, Accuracy = 0.5 });
        var split = Split(run);
        var listed = RowSelection.Select(split, new());
        var byLoss = split.Rows.OrderByDescending(row => row.Loss).ToList();
        Assert.Equal(2000, listed.Total);
        Assert.Equal(listed.Rows.Select(row => row.Rank).Order(), listed.Rows.Select(row => row.Rank));
        Assert.All(listed.Rows, row => Assert.Same(byLoss[row.Rank - 1], row.Row));
        var ranks = listed.Rows.Select(row => row.Rank).ToHashSet();
        Assert.Superset(Enumerable.Range(1, 300).ToHashSet(), ranks);
        Assert.Superset(Enumerable.Range(1901, 100).ToHashSet(), ranks);
        foreach (var pair in byLoss.Where(row => row.IsWrong).GroupBy(row => (row.Label.Index, row.Predicted.Index)))
            Assert.All(pair.Take(20), row => Assert.Contains(byLoss.IndexOf(row) + 1, ranks));
        Assert.True(listed.Rows.Count <= 300 + 100 + (20 * 30));
    }

    [Fact]
    public void FewRows_AreAllListedOnce()
    {
        using var run = new TemporaryRun(new() { Rows = 30 });
        Assert.Equal(Enumerable.Range(1, 30), RowSelection.Select(Split(run), new()).Rows.Select(row => row.Rank));
    }

    [Fact]
    public void Options_SayHowMany()
    {
        using var run = new TemporaryRun(new() { Rows = 100, Accuracy = 1 });
        var listed = RowSelection.Select(Split(run), new() { HighestLosses = 3, LowestLosses = 2, RowsPerPair = 0 });
        Assert.Equal([1, 2, 3, 99, 100], listed.Rows.Select(row => row.Rank));
    }

    internal static SplitFacts Split(TemporaryRun run, string name = "validation")
    {
        var record = RunRecord.Load(run.Folder);
        return SplitFacts.Collect(name, record.Predictions(name), record.Labels, record.ProblemType);
    }
}
