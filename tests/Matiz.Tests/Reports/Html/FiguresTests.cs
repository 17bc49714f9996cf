using Matiz.Reports.Html;

namespace Matiz.Tests.Reports.Html;

public sealed class FiguresTests
{
    [Theory]
    [InlineData(0.92594, "0.926")]
    [InlineData(12345.6, "12,345.6")]
    [InlineData(double.NaN, "–")]
    public void Metric_HasThreeDecimalsWhereTheyTell(double value, string expected) => Assert.Equal(expected, Figures.Metric(value));

    [Theory]
    [InlineData(4.25, "4.2 s")]
    [InlineData(48.5, "48 s")]
    [InlineData(723, "12 min 3 s")]
    [InlineData(7500, "2 h 5 min")]
    public void Time_IsInTheLargestUnits(double seconds, string expected) => Assert.Equal(expected, Figures.Time(seconds));

    [Fact]
    public void Bytes_AreInMegaOrGigabytes()
    {
        Assert.Equal("612 MB", Figures.Bytes(612_345_678));
        Assert.Equal("1.5 GB", Figures.Bytes(1.5e9));
    }
}
