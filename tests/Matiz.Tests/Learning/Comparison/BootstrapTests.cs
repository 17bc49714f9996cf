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
        var found = Bootstrap.Difference(500, rows => Mean(rows, static row => row % 10 < 5 ? 1 : 0), rows => Mean(rows, static row => row % 10 < 6 ? 1 : 0));
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
}
