using Matiz.Charts;

namespace Matiz.Tests.Charts;

public sealed class ScatterPlotTests
{
    [Theory]
    [InlineData(6)]
    [InlineData(77)]
    public void EveryPoint_IsDrawnOnce(int classes)
    {
        const int Rows = 500;
        var plot = new ScatterPlot(
            ChartSamples.Points(Rows, classes), ChartSamples.Classes(Rows, classes), ChartSamples.Labels("short", classes));

        var picture = new SvgPicture(plot.ToSvg());

        var points = picture.WithClass("path", "mz-d").Concat(picture.WithClass("path", "mz-s"));
        Assert.Equal(Rows, points.Sum(path => ((string)path.Attribute("d")!).Count(c => c == 'M')));
    }

    [Fact]
    public void Legend_NamesEveryClass()
    {
        var picture = new SvgPicture(new ScatterPlot([new(0, 0)], [0], ["full", "empty"]).ToSvg());

        Assert.Contains(picture.Texts, t => t.Content == "full");
        Assert.Contains(picture.Texts, t => t.Content == "empty");
    }

    [Fact]
    public void PointsAllEqual_StandInTheMiddle()
    {
        var picture = new SvgPicture(new ScatterPlot([new(5, 5), new(5, 5)], [0, 0], ["a"], new() { PlotHeight = 100 }).ToSvg());

        Assert.Empty(picture.Outside());
        Assert.Equal(2, picture.WithClass("path", "mz-d").Count());
    }

    [Fact]
    public void PointNotFinite_IsRefused() => Assert.Equal(
        "point 0 (from 0) is (NaN, 1), expected finite numbers: leave it out, or find where it became undefined. (Parameter 'points')",
        Assert.Throws<ArgumentException>(() => new ScatterPlot([new(double.NaN, 1)], [0], ["a"])).Message);

    [Fact]
    public void Radius_OutOfRange_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => new ScatterPlotOptions { Radius = 0 });
}
