using Matiz.Runs;

namespace Matiz.Tests.Runs;

public sealed class F1ThresholdTests
{
    [Fact]
    public void Fit_RandomRows_NoOtherThresholdIsBetter()
    {
        var random = new Random(7);
        for (int trial = 0; trial < 200; trial++)
        {
            var rows = Enumerable.Range(0, 1 + random.Next(12))
                .Select(_ => (Score: random.Next(11) / 10f, IsPositive: random.Next(3) == 0))
                .ToList();
            if (!rows.Exists(row => row.IsPositive)) rows.Add((0.4f, true));
            float found = F1Threshold.Fit(rows);
            double best = Enumerable.Range(0, 120).Max(step => F1(rows, step / 100f));
            Assert.Equal(best, F1(rows, found), 1e-12);
            Assert.InRange(found, 0, 1);
        }
    }

    [Fact]
    public void Fit_SeparatedByHalf_KeepsHalf() => Assert.Equal(0.5f, F1Threshold.Fit([(0.9f, true), (0.6f, true), (0.4f, false)]));

    [Fact]
    public void Fit_WithoutPositives_KeepsHalf() => Assert.Equal(0.5f, F1Threshold.Fit([(0.9f, false), (0.1f, false)]));

    [Fact]
    public void Fit_LowScores_LowersTheThreshold() =>
        Assert.Equal(0.15f, F1Threshold.Fit([(0.3f, true), (0.2f, true), (0.1f, false)]), 1e-6f);

    [Fact]
    public void Fit_NeighbouringScores_StillDivides()
    {
        float high = 0.2f, low = float.BitDecrement(0.2f);
        float found = F1Threshold.Fit([(high, true), (low, false)]);
        Assert.True(high > found && !(low > found));
    }

    private static double F1(List<(float Score, bool IsPositive)> rows, float threshold)
    {
        double hits = rows.Count(row => row.IsPositive && row.Score > threshold);
        return 2 * hits / (rows.Count(row => row.IsPositive) + rows.Count(row => row.Score > threshold));
    }
}
