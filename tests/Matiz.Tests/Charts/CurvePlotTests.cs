using System.Globalization;
using Matiz.Charts;

namespace Matiz.Tests.Charts;

public sealed class CurvePlotTests
{
    [Fact]
    public void MarkedPoints_TellTheirValues()
    {
        var plot = new CurvePlot([new("F1", [new(1, 0.5), new(2, 0.75)], CurveStyle.Marked)]);

        Assert.Equal(["F1", "F1\n1: 0.5", "F1\n2: 0.75"], new SvgPicture(plot.ToSvg()).Tooltips);
    }

    [Fact]
    public void WholeNumbers_HaveWholeTicks()
    {
        var texts =
            new SvgPicture(new CurvePlot([new("F1", [new(1, 0.5), new(3, 0.75)])], new() { YLabel = "", XLabel = "Epoch" }).ToSvg()).Texts;

        Assert.Equal(["1", "2", "3"], texts.Select(t => t.Content).SkipWhile(t => t != "1").Take(3));
    }

    [Fact]
    public void OneEpoch_HasOneTick() => Assert.DoesNotContain(
        new SvgPicture(new CurvePlot([new("F1", [new(1, 0.5)])], new() { Minimum = 0, Maximum = 1 }).ToSvg()).Texts,
        t => t.Content is "0.9" or "1.1");

    [Fact]
    public void AHundredThousandPoints_AreThinnedToTheirExtremes()
    {
        var points = Enumerable.Range(0, 100_000).Select(i => new PlotPoint(i, i == 50_000 ? 9 : Math.Sin(i))).ToArray();

        var svg = new CurvePlot([new("loss", points)], new() { PlotHeight = 100, Minimum = -1, Maximum = 9 }).ToSvg();

        Assert.True(svg.Length < 60_000, $"{svg.Length} characters");
        var line = (string)new SvgPicture(svg).WithClass("path", "mz-l0").Single(p => p.Value.Length > 0).Attribute("d")!;
        var heights = line.Split('M', 'L').Skip(1).Select(p => double.Parse(p.Split(' ')[1], CultureInfo.InvariantCulture)).ToArray();
        Assert.True(heights.Max() - heights.Min() > 95, "the single peak is kept");
    }

    [Theory]
    [InlineData(CurveStyle.Line)]
    [InlineData(CurveStyle.Marked)]
    [InlineData(CurveStyle.Smoothed)]
    public void SinglePoint_IsAMark(CurveStyle style)
    {
        var picture = new SvgPicture(new CurvePlot([new("a", [new(1, 1)], style), new("empty", [])]).ToSvg());

        Assert.Single(picture.WithClass("path", "mz-c0"), path => path.Value == "a\n1: 1");
        Assert.Empty(picture.Outside());
    }

    [Theory]
    [InlineData(-1e300, 1e300)]
    [InlineData(1, 1 + 1e-15)]
    [InlineData(0, 5e-324)]
    [InlineData(-3, -3)]
    public void ExtremeValues_AreDrawnInTheFrame(double first, double second)
    {
        var picture = new SvgPicture(new CurvePlot([new("a", [new(0, first), new(1, second)])]).ToSvg());

        Assert.Empty(picture.Outside());
        Assert.Empty(picture.Overlaps());
    }

    [Fact]
    public void WrongInput_IsRefused()
    {
        Assert.Equal(
            "'loss' at point 1 (from 0) is (2, NaN), expected finite numbers: leave it out, or find where it became undefined. "
            + "(Parameter 'series')",
            Assert.Throws<ArgumentException>(() => new CurvePlot([new("loss", [new(1, 1), new(2, double.NaN)])])).Message);
        Assert.Equal(
            "found no points, expected at least one: leave the chart of nothing out. (Parameter 'series')",
            Assert.Throws<ArgumentException>(() => new CurvePlot([new("loss", [])])).Message);
        Assert.Equal(
            "a value is 0, expected more than 0 on a logarithmic axis: leave it out, or draw a linear axis. (Parameter 'series')",
            Assert.Throws<ArgumentException>(() => new CurvePlot([new("loss", [new(1, 0)])], new() { IsLogarithmic = true })).Message);
        Assert.Equal(
            "the axis runs from 2 to 1, expected the minimum below the maximum: swap them. (Parameter 'options')",
            Assert.Throws<ArgumentException>(() => new CurvePlot([new("loss", [new(1, 1)])], new() { Minimum = 2, Maximum = 1 })).Message);
    }
}
