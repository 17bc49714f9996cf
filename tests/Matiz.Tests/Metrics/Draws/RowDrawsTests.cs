using Matiz.Data;
using Matiz.Metrics;
using Matiz.Metrics.Draws;

namespace Matiz.Tests.Metrics.Draws;

/// <summary>A draw has the very numbers of its rows added one by one.</summary>
public sealed class RowDrawsTests
{
    // With repeats, as the bootstrap makes them.
    private static readonly int[] Draw = [.. Enumerable.Range(0, 90).Select(i => i * i % 61)];

    public static TheoryData<string> Kinds => ["one class of 2", "one class of 4", "sets of 3", "numbers"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Draw_EveryMetricOfTheCatalog_HasTheBitsOfStreamedRows(string kind)
    {
        var (create, rows) = Rows(kind);
        var streamed = new PlainDraws(create, rows).Draw(Draw);

        var drawn = RowDraws.For(create, rows).Draw(Draw);

        Assert.Equal(MetricCatalog.NamesFor(streamed), drawn.Compute().Keys);
        Assert.Equal(streamed.Compute(), drawn.Compute());
    }

    [Fact]
    public void Draw_OtherAreasAndRanks_AreThoseOfStreamedRows()
    {
        var (create, rows) = Rows("one class of 4");
        var streamed = (ClassificationMetrics)new PlainDraws(create, rows).Draw(Draw);

        var drawn = (ClassificationMetrics)RowDraws.For(create, rows).Draw(Draw);

        Assert.Equal(streamed.RocAucOvr(Averaging.Weighted), drawn.RocAucOvr(Averaging.Weighted));
        Assert.Equal(streamed.RocAucOvr(Averaging.Micro), drawn.RocAucOvr(Averaging.Micro));
        Assert.Equal(streamed.RocAucOvo(), drawn.RocAucOvo());
        Assert.Equal(streamed.TopKAccuracy(2), drawn.TopKAccuracy(2));
    }

    private static (Func<StreamedMetrics> Create, MeasuredRow[] Rows) Rows(string kind)
    {
        var random = new Random(5);
        return kind switch
        {
            "one class of 2" => (() => new ClassificationMetrics(2, keepScores: true), [.. Many(() => OneClass(random, 2))]),
            "one class of 4" => (() => new ClassificationMetrics(4, keepScores: true), [.. Many(() => OneClass(random, 4))]),
            "sets of 3" => (() => new MultiLabelMetrics(3, keepScores: true), [.. Many(() => Set(random))]),
            _ => (() => new RegressionMetrics(keepValues: true), [.. Many(() => Number(random))]),
        };
    }

    private static IEnumerable<MeasuredRow> Many(Func<MeasuredRow> row) => Enumerable.Range(0, 61).Select(_ => row());

    private static MeasuredRow OneClass(Random random, int classes)
    {
        float[] parts = [.. Enumerable.Range(0, classes).Select(_ => MathF.Round(random.NextSingle(), 1) + 0.1f)];
        float[] scores = [.. parts.Select(part => part / parts.Sum())];
        return new(Label.OfIndex(random.Next(classes)), Label.OfIndex(Array.IndexOf(scores, scores.Max())), scores, random.NextSingle());
    }

    private static MeasuredRow Set(Random random)
    {
        float[] scores = [.. Enumerable.Range(0, 3).Select(_ => MathF.Round(random.NextSingle(), 1))];
        var truth = Label.OfIndices(Enumerable.Range(0, 3).Where(_ => random.Next(2) == 0));
        return new(truth, Label.OfIndices(Enumerable.Range(0, 3).Where(k => scores[k] > 0.5f)), scores, random.NextSingle());
    }

    private static MeasuredRow Number(Random random)
    {
        float value = random.NextSingle();
        return new(Label.OfValue(random.NextSingle()), Label.OfValue(value), [value], random.NextSingle());
    }
}
