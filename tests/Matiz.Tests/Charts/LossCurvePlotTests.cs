using Matiz.Charts;

namespace Matiz.Tests.Charts;

public sealed class LossCurvePlotTests
{
    [Fact]
    public void TrainingLoss_IsDrawnPaleAndSmoothed_ValidationLossMarked()
    {
        var picture = new SvgPicture(new LossCurvePlot(ChartSamples.Curve(200, 0), [new(100, 0.4), new(200, 0.3)]).ToSvg());

        Assert.Single(picture.WithClass("path", "mz-f0"));
        Assert.Contains("validation loss\n100: 0.4", picture.Tooltips);
        Assert.Equal(["Loss", "training loss", "validation loss"], picture.Texts.Take(3).Select(t => t.Content));
        Assert.Contains("validation loss: 0.4 … 0.3", picture.Root.Element(SvgPicture.Svg + "desc")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutValidation_HasOneSeries() => Assert.DoesNotContain(
        "validation", new LossCurvePlot(ChartSamples.Curve(5, 0)).ToSvg(), StringComparison.Ordinal);

    [Fact]
    public void SmoothedLine_OfAStraightLine_IsThatLine()
    {
        var picture = new SvgPicture(new LossCurvePlot([.. Enumerable.Range(0, 101).Select(i => new PlotPoint(i, 1))]).ToSvg());

        var pale = (string)picture.WithClass("path", "mz-f0").Single().Attribute("d")!;
        Assert.Equal(pale, (string)picture.WithClass("path", "mz-l0").Single(p => p.Value.Length > 0).Attribute("d")!);
    }

    [Fact]
    public void LossNotFinite_IsRefused() => Assert.StartsWith(
        "'training loss' at point 0 (from 0) is (1, NaN), expected finite numbers",
        Assert.Throws<ArgumentException>(() => new LossCurvePlot([new(1, double.NaN)])).Message, StringComparison.Ordinal);
}
