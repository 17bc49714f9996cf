using System.Globalization;
using Matiz.Charts;

namespace Matiz.Tests.Charts;

public sealed class ScoreBarPlotTests
{
    [Fact]
    public void Bars_AreAsLongAsTheirScores_AndTheHighestStandsOut()
    {
        var picture = new SvgPicture(new ScoreBarPlot(["a", "b"], [0.25, 0.75]).ToSvg());

        var low = Assert.Single(picture.WithClass("rect", "mz-neutral"));
        var high = Assert.Single(picture.WithClass("rect", "mz-c0"));
        Assert.Equal("b: 0.75", high.Value);
        Assert.Equal(3, Width(high) / Width(low), 0.01);
    }

    [Fact]
    public void Order_ByScore_PutsTheHighestFirst()
    {
        var plot = new ScoreBarPlot(["a", "b", "c"], [0.2f, 0.7f, 0.1f], new() { Order = ScoreOrder.Score, Title = "" });

        Assert.Equal(["b", "70.0%", "a", "20.0%", "c", "10.0%"], new SvgPicture(plot.ToSvg()).Texts.Select(t => t.Content));
    }

    [Fact]
    public void MoreClassesThanBars_AreCounted()
    {
        var scores = Enumerable.Range(0, 100).Select(k => k / 100.0).ToArray();
        var plot = new ScoreBarPlot(ChartSamples.Labels("short", 100), scores, new() { MaximumBars = 10 });

        Assert.Contains(new SvgPicture(plot.ToSvg()).Texts, t => t.Content == "+ 90 more classes");
    }

    [Fact]
    public void WrongInput_IsRefused()
    {
        Assert.Equal(
            "score 1 (from 0) is 1.5, expected 0 to 1: pass a share or a probability. (Parameter 'scores')",
            Assert.Throws<ArgumentException>(() => new ScoreBarPlot(["a", "b"], [0.5, 1.5])).Message);
        Assert.Equal(
            "score 0 (from 0) is NaN, expected 0 to 1: pass a share or a probability. (Parameter 'scores')",
            Assert.Throws<ArgumentException>(() => new ScoreBarPlot(["a"], [double.NaN])).Message);
        Assert.Equal(
            "found 1 scores, expected 2: pass one for each. (Parameter 'scores')",
            Assert.Throws<ArgumentException>(() => new ScoreBarPlot(["a", "b"], [0.5])).Message);
    }

    private static double Width(System.Xml.Linq.XElement bar) => double.Parse(bar.Attribute("width")!.Value, CultureInfo.InvariantCulture);
}
