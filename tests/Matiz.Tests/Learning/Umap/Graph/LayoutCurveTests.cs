using Matiz.Learning;

namespace Matiz.Tests.Learning;

public sealed class LayoutCurveTests
{
    [Fact]
    public void Fit_IsTheReferences()
    {
        var curves = UmapGolden.Curves().ToList();
        Assert.NotEmpty(curves);
        foreach (var (spread, distance, a, b) in curves)
        {
            var curve = LayoutCurve.Fit(spread, distance);
            Assert.Equal(a, curve.A, 1e-6);
            Assert.Equal(b, curve.B, 1e-6);
        }
    }

    [Theory]
    [InlineData(1, .25, 1.12144, 1.05750)]
    [InlineData(1, .8, .23206, 1.68123)]
    [InlineData(1, .99, .11931, 1.91639)]
    [InlineData(1.5, .2, .68968, .93083)]
    [InlineData(2, .1, .54466, .84206)]
    public void Fit_OtherSettings_AreTheReferences(double spread, double distance, double a, double b)
    {
        var curve = LayoutCurve.Fit(spread, distance);
        Assert.Equal(a, curve.A, 2e-5);
        Assert.Equal(b, curve.B, 2e-5);
    }
}
