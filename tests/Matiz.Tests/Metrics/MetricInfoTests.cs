using Matiz.Metrics;

namespace Matiz.Tests.Metrics;

public sealed class MetricInfoTests
{
    private static readonly Metric<ClassificationMetrics> Area =
        new("area", GreaterIsBetter: true, "an area", static m => m.RocAucOvr()) { NeedsScores = true };

    [Fact]
    public void CanCompute_NeedsTheRightRowsAndWhatWasKept()
    {
        Assert.True(Area.CanCompute(new ClassificationMetrics(2, keepScores: true)));
        Assert.False(Area.CanCompute(new ClassificationMetrics(2)));
        Assert.False(Area.CanCompute(new MultiLabelMetrics(2, keepScores: true)));
        var loss = MetricCatalog.Find("loss");
        var rows = new RegressionMetrics();
        Assert.True(loss.Fits(rows));
        Assert.False(loss.CanCompute(rows));
        rows.Add(1, 2, loss: 1);
        Assert.True(loss.CanCompute(rows));
    }

    [Fact]
    public void Of_OtherRows_SaysWhichItIsComputedFrom() => Assert.StartsWith(
        "'area' is computed from ClassificationMetrics, but the rows are accumulated in RegressionMetrics.",
        Assert.Throws<ArgumentException>(() => Area.Compute(new RegressionMetrics())).Message,
        StringComparison.Ordinal);
}
