using Matiz.Charts;

namespace Matiz.Tests.Charts;

public sealed class CoverageAccuracyPlotTests
{
    [Fact]
    public void Curve_AnswersTheMostConfidentRowsFirst_EqualOnesTogether()
    {
        var curve = CoverageAccuracyPlot.Curve([0.5, 0.9, 0.5, 0.8], [false, true, true, true]);

        Assert.Equal([new(0.9, 1, 0.25, 1), new(0.8, 2, 0.5, 1), new(0.5, 4, 1, 0.75)], curve);
    }

    [Fact]
    public void Threshold_IsMarkedOnTheCurve()
    {
        var curve = CoverageAccuracyPlot.Curve([0.5, 0.9, 0.5, 0.8], [false, true, true, true]);

        var picture = new SvgPicture(new CoverageAccuracyPlot(curve, new() { Threshold = 0.82 }).ToSvg());

        Assert.Contains(picture.Texts, t => t.Content == "threshold 0.80: 100.0% · 50.0%");
        Assert.Contains("Coverage 50.0%\nAccuracy 100.0%\nthreshold 0.80", picture.Tooltips);
    }

    [Fact]
    public void SinglePoint_IsDrawn()
    {
        var picture = new SvgPicture(new CoverageAccuracyPlot([new(0.3, 1, 1, 0)]).ToSvg());

        Assert.Contains("Coverage 100.0%\nAccuracy 0.0%\nthreshold 0.30", picture.Tooltips);
        Assert.Empty(picture.Outside());
    }

    [Fact]
    public void WrongInput_IsRefused()
    {
        Assert.Equal(
            "found 1 answers, expected 2: pass one for each. (Parameter 'correct')",
            Assert.Throws<ArgumentException>(() => CoverageAccuracyPlot.Curve([0.5, 0.6], [true])).Message);
        Assert.Equal(
            "the confidence of row 0 (from 0) is 7, expected 0 to 1: pass a share or a probability. (Parameter 'confidences')",
            Assert.Throws<ArgumentException>(() => CoverageAccuracyPlot.Curve([7], [true])).Message);
        Assert.Equal(
            "found no points, expected at least one: leave the chart of nothing out. (Parameter 'curve')",
            Assert.Throws<ArgumentException>(() => new CoverageAccuracyPlot([])).Message);
    }
}
