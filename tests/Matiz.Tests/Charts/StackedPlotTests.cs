using System.Globalization;
using Matiz.Charts;

namespace Matiz.Tests.Charts;

public sealed class StackedPlotTests
{
    [Fact]
    public void Charts_StandBelowEachOther()
    {
        Plot[] charts =
            [.. Enumerable.Range(1, 3).Select(i => new ScoreBarPlot(["a", "b"], (double[])[0.2, 0.8], new() { Title = $"text {i}" }))];
        var picture = new SvgPicture(new StackedPlot(charts).ToSvg());
        double one = new SvgPicture(charts[0].ToSvg()).Height;
        Assert.Equal(720, picture.Width);
        Assert.Equal(3 * one, picture.Height, 0.01);
        var shifts = picture.Root.Elements(SvgPicture.Svg + "g").Select(group => group.Attribute("transform")!.Value);
        Assert.Equal(
            Enumerable.Range(0, 3).Select(i => string.Create(CultureInfo.InvariantCulture, $"translate(0 {i * one:0.##})")), shifts);
        Assert.Equal(
            ["text 1", "text 2", "text 3"],
            picture.Texts.Select(text => text.Content).Where(text => text.StartsWith("text", StringComparison.Ordinal)));
    }

    [Fact]
    public void NoneOrTooMany_SayWhatToDo()
    {
        Assert.StartsWith("found no charts", Assert.Throws<ArgumentException>(() => new StackedPlot([])).Message, StringComparison.Ordinal);
        var chart = new ScoreBarPlot(["a"], (double[])[1]);
        Assert.StartsWith(
            "found 101 charts, expected at most 100: draw several pictures.",
            Assert.Throws<ArgumentException>(() => new StackedPlot([.. Enumerable.Repeat(chart, 101)])).Message, StringComparison.Ordinal);
    }
}
