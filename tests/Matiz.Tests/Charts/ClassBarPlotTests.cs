using Matiz.Charts;
using Matiz.Metrics;

namespace Matiz.Tests.Charts;

public sealed class ClassBarPlotTests
{
    private static readonly ClassificationReportRow[] Rows =
        [new("a", 0.5, 1, 0.67, 10), new("b", 1, 0.2, 0.33, 1234), new("c", 0, 0, 0, 0)];

    [Fact]
    public void Figures_StandInTheTooltips()
    {
        var picture = new SvgPicture(new ClassBarPlot(Rows).ToSvg());

        Assert.Contains("b\nF1 0.33\nprecision 1.00\nrecall 0.20\n1,234 rows", picture.Tooltips);
        Assert.Contains(picture.Texts, t => t.Content == "1,234");
    }

    [Theory]
    [InlineData(ClassOrder.Label, "a b c")]
    [InlineData(ClassOrder.LowestF1First, "c b a")]
    [InlineData(ClassOrder.MostRowsFirst, "b a c")]
    public void Order_IsKept(ClassOrder order, string expected)
    {
        var texts = new SvgPicture(new ClassBarPlot(Rows, new() { Order = order }).ToSvg()).Texts.Select(t => t.Content);

        Assert.Equal(expected, string.Join(' ', texts.Where(t => t is "a" or "b" or "c")));
    }

    [Fact]
    public void UndefinedFigure_IsADashAndHasNoMark()
    {
        var picture = new SvgPicture(new ClassBarPlot([new("a", double.NaN, 0.5, double.NaN, 3)]).ToSvg());

        Assert.Contains("a\nF1 –\nprecision –\nrecall 0.50\n3 rows", picture.Tooltips);
        Assert.Single(picture.WithClass("path", "mz-c0"), path => path.Value.Length > 0);
        Assert.DoesNotContain(picture.WithClass("path", "mz-c1"), path => path.Value.Length > 0);
    }

    [Fact]
    public void WrongInput_IsRefused()
    {
        Assert.Equal(
            "a figure of class 'a' is 2, expected 0 to 1: pass a share or a probability. (Parameter 'classes')",
            Assert.Throws<ArgumentException>(() => new ClassBarPlot([new("a", 2, 0, 0, 1)])).Message);
        Assert.Equal(
            "found no classes, expected at least one: leave the chart of nothing out. (Parameter 'classes')",
            Assert.Throws<ArgumentException>(() => new ClassBarPlot([])).Message);
    }
}
