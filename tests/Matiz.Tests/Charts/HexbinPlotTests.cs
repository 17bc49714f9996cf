using System.Globalization;
using Matiz.Charts;

namespace Matiz.Tests.Charts;

public sealed class HexbinPlotTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(77)]
    public void Counts_OfAllHexagons_SumToThePoints(int classes)
    {
        const int Rows = 3000;
        var labels = ChartSamples.Labels("short", classes);

        var picture = new SvgPicture(
            new HexbinPlot(ChartSamples.Points(Rows, classes), ChartSamples.Classes(Rows, classes), labels).ToSvg());

        Assert.Equal(Rows, Hexagons(picture).Sum(Count));
    }

    [Fact]
    public void Counts_OfOneClass_SumToItsRows()
    {
        var classes = ChartSamples.Classes(1000, 3);

        var picture = new SvgPicture(new HexbinPlot(ChartSamples.Points(1000, 3), classes, ["a", "b", "c"]).ToSvg());

        Assert.Equal(
            classes.Count(k => k == 1), Hexagons(picture).Where(text => text.EndsWith(" · b", StringComparison.Ordinal)).Sum(Count));
    }

    [Fact]
    public void ClassWithoutRows_HasAnEmptyPanel()
    {
        var picture = new SvgPicture(new HexbinPlot([new(0, 0), new(1, 1)], [0, 0], ["full", "empty"]).ToSvg());

        Assert.Equal(2, picture.WithClass("rect", "mz-panel").Count());
        Assert.All(Hexagons(picture), text => Assert.EndsWith("full", text, StringComparison.Ordinal));
        Assert.Contains("empty: 0 rows", picture.Tooltips);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    public void PointsAllEqual_AreOneHexagon(int rows)
    {
        var picture = new SvgPicture(new HexbinPlot([.. Enumerable.Repeat(new PlotPoint(3e9, -7), rows)], new int[rows], ["a"]).ToSvg());

        Assert.Equal(rows, Count(Assert.Single(Hexagons(picture))));
        Assert.Empty(picture.Outside());
    }

    [Fact]
    public void ExtremePoints_StayInTheFrame()
    {
        var picture = new SvgPicture(
            new HexbinPlot([new(-1e308, -1e308), new(1e308, 1e308), new(0, 1e-308)], [0, 1, 0], ["a", "b"]).ToSvg());

        Assert.Equal(3, Hexagons(picture).Sum(Count));
        Assert.Empty(picture.Outside());
    }

    [Fact]
    public void ShowAllRows_Off_DrawsNoContext() => Assert.DoesNotContain(
        "mz-context", new HexbinPlot([new(0, 0)], [0], ["a"], new() { ShowAllRows = false }).ToSvg(), StringComparison.Ordinal);

    [Theory]
    [InlineData(double.NaN, 0, "(NaN, 0)")]
    [InlineData(0, double.PositiveInfinity, "(0, Infinity)")]
    public void PointNotFinite_IsRefused(double x, double y, string found)
    {
        var error = Assert.Throws<ArgumentException>(() => new HexbinPlot([new(1, 1), new(x, y)], [0, 0], ["a"]));

        Assert.Equal(
            $"point 1 (from 0) is {found}, expected finite numbers: leave it out, or find where it became undefined. (Parameter 'points')",
            error.Message);
    }

    [Fact]
    public void WrongInput_IsRefused()
    {
        Assert.Equal(
            "found no points, expected at least one: leave the chart of nothing out. (Parameter 'points')", Message([], [], ["a"]));
        Assert.Equal(
            "found no labels, expected at least one: leave the chart of nothing out. (Parameter 'labels')", Message([new(0, 0)], [0], []));
        Assert.Equal("found 2 classes, expected 1: pass one for each. (Parameter 'classes')", Message([new(0, 0)], [0, 0], ["a"]));
        Assert.Equal(
            "row 0 (from 0) has class 1, expected 0 to 0: does the label list belong to these rows? (Parameter 'classes')",
            Message([new(0, 0)], [1], ["a"]));
    }

    [Fact]
    public void FromRows_OfAMatrix_TakesTwoColumns()
    {
        Assert.Equal([new(1, 2), new(3, 4)], PlotPoint.FromRows([1, 2, 3, 4]));
        Assert.Equal(
            "found 3 coordinates, expected an even number: pass x and y of each row in turn. (Parameter 'coordinates')",
            Assert.Throws<ArgumentException>(() => PlotPoint.FromRows([1, 2, 3])).Message);
    }

    private static string Message(PlotPoint[] points, int[] classes, string[] labels) =>
        Assert.Throws<ArgumentException>(() => new HexbinPlot(points, classes, labels)).Message;

    private static IEnumerable<string> Hexagons(SvgPicture picture) =>
        picture.WithClass("path", "mz-m").Select(path => path.Element(SvgPicture.Svg + "title")!.Value);

    private static int Count(string tooltip) => int.Parse(tooltip.Split(' ')[0], NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
}
