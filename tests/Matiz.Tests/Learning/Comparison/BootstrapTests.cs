using Matiz.Data;
using Matiz.Learning;

namespace Matiz.Tests.Learning;

public class BootstrapTests
{
    [Fact]
    public void Interval_MeanOfCoin_IsTheNormalOne()
    {
        // 400 rows, half of them 1: the deviation of the mean is 0.025
        var found = Bootstrap.Interval(400, rows => Mean(rows, static row => row % 2), resamples: 4000);
        Assert.Equal(.5, found.Value);
        Assert.Equal(.5 - (1.96 * .025), found.Low, 0.006);
        Assert.Equal(.5 + (1.96 * .025), found.High, 0.006);
        Assert.Equal(found, Bootstrap.Interval(400, rows => Mean(rows, static row => row % 2), resamples: 4000));
        Assert.NotEqual(found, Bootstrap.Interval(400, rows => Mean(rows, static row => row % 2), resamples: 4000, seed: 1));
    }

    [Fact]
    public void Difference_PairedRows_IsNarrowerThanTheParts()
    {
        // b is right wherever a is, and on one more row in ten
        var found = Bootstrap.Difference(
            500, rows => Mean(rows, static row => row % 10 < 5 ? 1 : 0), rows => Mean(rows, static row => row % 10 < 6 ? 1 : 0));
        Assert.Equal((.5, .6), (found.A, found.B));
        Assert.Equal(.1, found.Difference, 1e-12);
        Assert.InRange(found.Low, .06, .09);
        Assert.InRange(found.High, .11, .14);
    }

    [Fact]
    public void Interval_EdgesAndBadArguments()
    {
        Assert.Equal(new BootstrapInterval(3, 3, 3), Bootstrap.Interval(1, static _ => 3));
        Assert.True(double.IsNaN(Bootstrap.Interval(2, static _ => double.NaN).Low));
        Assert.Throws<DataException>(() => Bootstrap.Interval(0, static _ => 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => Bootstrap.Interval(1, static _ => 3, confidence: 1));
    }

    private static double Mean(ReadOnlySpan<int> rows, Func<int, int> value)
    {
        double sum = 0;
        foreach (int row in rows) sum += value(row);
        return sum / rows.Length;
    }

    [Fact]
    public void Differences_SeveralAtOnce_AreTheVeryOnesOfEach()
    {
        static double First(ReadOnlySpan<int> rows) => rows[0];
        static double Sum(ReadOnlySpan<int> rows)
        {
            double sum = 0;
            foreach (int row in rows) sum += row;
            return sum;
        }

        var both = Bootstrap.Differences(20, rows => [First(rows), Sum(rows)], rows => [2 * First(rows), 3 * Sum(rows)], resamples: 100);
        var intervals = Bootstrap.Intervals(20, rows => [First(rows), Sum(rows)], resamples: 100);

        Assert.Equal(Bootstrap.Difference(20, First, rows => 2 * First(rows), resamples: 100), both[0]);
        Assert.Equal(Bootstrap.Difference(20, Sum, rows => 3 * Sum(rows), resamples: 100), both[1]);
        Assert.Equal(Bootstrap.Interval(20, Sum, resamples: 100), intervals[1]);
    }
}
