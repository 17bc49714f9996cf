using Matiz.Charts;
using Matiz.Metrics;

namespace Matiz.Tests.Charts;

public sealed class ReliabilityDiagramTests
{
    [Fact]
    public void ExpectedError_OfTheBins_IsThatOfTheMetric()
    {
        var calibration = new Calibration(2, 10);
        for (int i = 0; i < 100; i++) calibration.Add(i % 5 == 0 ? 1 : 0, [0.6 + (i * 0.003), 0.4 - (i * 0.003)]);

        var description = new SvgPicture(new ReliabilityDiagram(calibration.Bins).ToSvg()).Root.Element(SvgPicture.Svg + "desc")!.Value;

        var percent = (calibration.ExpectedError * 100).ToString("0.0", System.Globalization.CultureInfo.InvariantCulture);
        Assert.StartsWith($"expected calibration error {percent}%; ", description, StringComparison.Ordinal);
    }

    [Fact]
    public void Bins_TellConfidenceAccuracyAndRows()
    {
        var picture = new SvgPicture(new ReliabilityDiagram([new(0, 0.5, 0, double.NaN, double.NaN), new(0.5, 1, 12, 0.75, 0.9)]).ToSvg());

        Assert.Equal(4, picture.Tooltips.Count(t => t == "Confidence 90.0%\nAccuracy 75.0%\n12 rows"));        // bar, gap, its edge, count
        Assert.Empty(picture.Overlaps());
    }

    [Fact]
    public void WrongInput_IsRefused()
    {
        Assert.Equal(
            "found no bins with rows, expected at least one: leave the chart of nothing out. (Parameter 'bins')",
            Assert.Throws<ArgumentException>(() => new ReliabilityDiagram([new(0, 1, 0, double.NaN, double.NaN)])).Message);
        Assert.Equal(
            "an edge, accuracy or confidence of a bin is NaN, expected 0 to 1: pass a share or a probability. (Parameter 'bins')",
            Assert.Throws<ArgumentException>(() => new ReliabilityDiagram([new(0, 1, 5, double.NaN, 0.5)])).Message);
    }
}
