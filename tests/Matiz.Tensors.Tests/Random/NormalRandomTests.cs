namespace Matiz.Tensors.Tests.Random;

public sealed class NormalRandomTests
{
    [Fact]
    public void Fill_ManyDraws_HaveTheMomentsOfTheNormalDistribution()
    {
        float[] draws = Draw(seed: 1, stream: 2, count: 200_000);

        Assert.Equal(0, draws.Average(x => (double)x), 0.01);
        Assert.Equal(1, draws.Average(x => (double)x * x), 0.01);
        Assert.Equal(0, draws.Average(x => Math.Pow(x, 3)), 0.03);
        Assert.Equal(3, draws.Average(x => Math.Pow(x, 4)), 0.1);
        Assert.Equal(0.1586553, draws.Count(x => x > 1) / (double)draws.Length, 0.003);
        Assert.Equal(0.0227501, draws.Count(x => x < -2) / (double)draws.Length, 0.0015);
    }

    [Fact]
    public void Fill_NeighbouringDraws_AreUncorrelated()
    {
        float[] draws = Draw(seed: 3, stream: 4, count: 200_000);

        for (int lag = 1; lag <= 4; lag++)
            Assert.Equal(0, draws.Skip(lag).Zip(draws, (a, b) => (double)a * b).Average(), 0.01);
    }

    [Fact]
    public void Fill_ShorterLength_IsTheBeginningOfTheLonger() => Assert.Equal(Draw(5, 6, 11)[..7], Draw(5, 6, 7));

    [Fact]
    public void Fill_OtherSeedOrStream_IsOtherwise()
    {
        Assert.NotEqual(Draw(1, 1, 8), Draw(2, 1, 8));
        Assert.NotEqual(Draw(1, 1, 8), Draw(1, 2, 8));
        Assert.NotEqual(Draw(1, 1, 8), Draw(1UL << 32, 1, 8));
    }

    [Fact]
    public void Fill_Deviation_Scales()
    {
        float[] scaled = new float[9];
        NormalRandom.Fill(seed: 1, stream: 1, standardDeviation: 0.5f, scaled);

        Assert.Equal(Draw(1, 1, 9).Select(x => x * 0.5f), scaled);
    }

    [Fact]
    public void Fill_NegativeDeviation_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => NormalRandom.Fill(1, 1, float.NaN, new float[1]));

    private static float[] Draw(ulong seed, ulong stream, int count)
    {
        float[] draws = new float[count];
        NormalRandom.Fill(seed, stream, 1, draws);
        return draws;
    }
}
