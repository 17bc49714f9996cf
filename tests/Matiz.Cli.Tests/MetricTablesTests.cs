using Matiz.Cli.Terminal;
using Matiz.Data;
using Matiz.Metrics;

namespace Matiz.Cli.Tests;

public sealed class MetricTablesTests
{
    [Fact]
    public void OneLongLabel_LeavesTheTablesNarrow()
    {
        string[] labels = ["joy", new('x', 5000), string.Concat(Enumerable.Repeat("悲しみ", 300)), "two\nlines"];
        var confusion = new ConfusionMatrix(labels.Length);
        for (int k = 0; k < labels.Length; k++) confusion.Add(k, 0);
        foreach (
            string table in (string[])[MetricTables.Report(ClassificationReport.From(confusion, labels), default), MetricTables.Confusion(
                confusion, labels, default)])
        {
            Assert.All(table.Split('\n'), line => Assert.InRange(DisplayWidth.Measure(line), 0, 100));
            Assert.Contains("xxx…", table, StringComparison.Ordinal);
            Assert.Contains("two lines", table, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void LabelsAndPlaces_AreCutInCells()
    {
        var labels = new ClassLabel([new string('x', 5000), "b", "c"]);
        Assert.Equal(LabelCells.Widest, DisplayWidth.Measure(LabelCells.Show(Label.OfIndex(0), labels)));
        Assert.Equal("b, c", LabelCells.Show(Label.OfIndices([1, 2]), labels));
        Assert.Equal("–", LabelCells.Show(Label.None, labels));
        Assert.Equal("–", LabelCells.Show(Label.OfIndices([]), labels));
        Assert.Equal("0.25", LabelCells.Show(Label.OfValue(0.25f), labels: null));
        Assert.EndsWith("…:12345", PlaceCells.Show(new RowSource("test", new string('f', 300) + ".csv", 12345)), StringComparison.Ordinal);
        Assert.Equal("test:2", PlaceCells.Show(new RowSource("test", "", 2)));
    }
}
