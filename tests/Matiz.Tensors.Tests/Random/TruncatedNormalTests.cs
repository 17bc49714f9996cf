using Matiz.Tensors.Numerics;

namespace Matiz.Tensors.Tests.Random;

public class TruncatedNormalTests
{
    [Fact]
    public void Quantile_IsTheInverseOfTheDistribution()
    {
        foreach (double x in (double[])[-4.5, -3, -1.4, -0.9, -1e-3, 0, 1e-6, 0.5, 1.44, 1.5, 2, 3.5, 5])
            Assert.Equal(x, NormalQuantile.At(ScalarMath.NormalCdf(x)), Math.Abs(x) > 4 ? 1e-9 : 1e-12);
        Assert.Equal(double.NegativeInfinity, NormalQuantile.At(0));
        Assert.Equal(double.PositiveInfinity, NormalQuantile.At(1));
    }

    // Of a normal distribution cut at two deviations: 0.8796 of its deviation is left.
    [Theory]
    [InlineData(2, 0.8796)]
    [InlineData(1, 0.5396)]
    [InlineData(6, 1)]
    public void FillTruncated_StaysWithinTheCutoff_AndHasItsDeviation(float cutoff, double share)
    {
        float[] draws = new float[200_000];

        new NormalRandom(7).FillTruncated(0.5f, cutoff, draws);

        Assert.All(draws, draw => Assert.InRange(draw, -0.5f * cutoff, 0.5f * cutoff));
        Assert.Equal(0, draws.Average(), 0.005);
        Assert.Equal(0.5 * share, Math.Sqrt(draws.Average(draw => (double)draw * draw)), 0.003);
        float[] again = new float[3];
        new NormalRandom(7).FillTruncated(0.5f, cutoff, again);
        Assert.Equal(draws[..3], again);
    }
}
