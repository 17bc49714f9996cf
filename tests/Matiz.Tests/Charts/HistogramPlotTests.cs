using System.Globalization;
using Matiz.Charts;

namespace Matiz.Tests.Charts;

public sealed class HistogramPlotTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(200)]
    public void Bars_HoldEveryValueOnce(int bins)
    {
        var picture = new SvgPicture(new HistogramPlot(ChartSamples.Lengths(700), new() { Bins = bins }).ToSvg());

        Assert.Equal(700, Counts(picture).Sum());
    }

    [Fact]
    public void WholeNumbers_HaveBarsWithWholeEdges()
    {
        var tooltips = new SvgPicture(new HistogramPlot([1, 1, 2, 4]).ToSvg()).Tooltips;

        Assert.Equal(["1 – 2\n2 rows", "2 – 3\n1 row", "4 – 5\n1 row"], tooltips);
    }

    [Fact]
    public void ValuesAboveTheMaximum_AreInTheLastBar()
    {
        var tooltips = new SvgPicture(new HistogramPlot([0, 1, 2, 3, 900, 1000], new() { Maximum = 3 }).ToSvg()).Tooltips;

        Assert.Equal("≥ 3\n3 rows", tooltips.Last());
    }

    [Fact]
    public void BarsRightOfTheFirstMark_HaveAnotherColour()
    {
        var picture = new SvgPicture(new HistogramPlot([1, 2, 3, 4], new() { Marks = [new(3, "cut at 3")] }).ToSvg());

        Assert.Equal(2, picture.WithClass("rect", "mz-c1").Count());
        Assert.Contains(picture.Texts, t => t.Content == "cut at 3");
    }

    [Theory]
    [InlineData(4.2, 4.2)]
    [InlineData(-1e300, 1e300)]
    [InlineData(1e15, 1.0000000000000002e15)]
    [InlineData(0, 5e-324)]
    public void AnyTwoValues_AreDrawnInTheFrame(double first, double second)
    {
        var picture = new SvgPicture(new HistogramPlot([first, second]).ToSvg());

        Assert.Equal(2, Counts(picture).Sum());
        Assert.Empty(picture.Outside());
        Assert.Empty(picture.Overlaps());
    }

    [Fact]
    public void LogarithmicCounts_ShowASingleRow()
    {
        var values = Enumerable.Repeat(0, 10_000).Append(9).ToArray();

        var bars = new SvgPicture(new HistogramPlot(values, new() { HasLogarithmicCounts = true }).ToSvg()).WithClass("rect", "mz-c0");

        Assert.All(bars, bar => Assert.True(double.Parse(bar.Attribute("height")!.Value, CultureInfo.InvariantCulture) > 5));
    }

    [Fact]
    public void WrongInput_IsRefused()
    {
        Assert.Equal(
            "value 1 (from 0) is NaN, expected finite numbers: leave it out, or find where it became undefined. (Parameter 'values')",
            Assert.Throws<ArgumentException>(() => new HistogramPlot([1, double.NaN])).Message);
        Assert.Equal(
            "found no values, expected at least one: leave the chart of nothing out. (Parameter 'values')",
            Assert.Throws<ArgumentException>(() => new HistogramPlot(Array.Empty<double>())).Message);
    }

    private static IEnumerable<int> Counts(SvgPicture picture) => picture.Tooltips
        .Where(t => t.EndsWith(" rows", StringComparison.Ordinal) || t.EndsWith(" row", StringComparison.Ordinal))
        .Select(t => int.Parse(t.Split('\n')[1].Split(' ')[0], NumberStyles.AllowThousands, CultureInfo.InvariantCulture));
}
