namespace Matiz.Tensors.Tests.Random;

/// <summary>Expected draws: <c>torch.manual_seed(s); torch.empty(n).normal_(0, d)</c> of PyTorch 1.13 on the CPU.</summary>
public sealed class NormalRandomTests
{
    // The reference's logarithm and cosine are of 32 bits.
    private const float Tolerance = 1e-6f;

    private static readonly float[] Seed42 =
    [
        0.0385383032f, 0.0297456812f, 0.0180143435f, -0.042110417f, 0.0135683687f,
        -0.0246908963f, -0.000861349516f, -0.0320933387f, -0.0150427055f, 0.0329744592f,
        -0.00784957316f, -0.0280721411f, -0.0145576261f, -0.011188603f, -0.0153767774f,
        0.0152489077f, 0.032846339f, -0.00319194933f, -0.00994795095f, 0.00879178476f,
        -0.0151626226f, -0.00849037897f, 0.00611441815f, -0.0154918497f, 0.000698246877f,
        0.00642206008f, 0.0314720012f, -0.0169093478f, 0.026246151f, 0.0424556993f,
        -0.0246930625f, -0.00975827686f, -0.0283611976f, 0.0179253649f, 0.000998107716f,
        0.0453343578f, 0.0235790182f,
    ];

    [Fact]
    public void Fill_WholeBlocksAndARest_AreTheReferences_AndSoIsWhatFollows()
    {
        var random = new NormalRandom(42);
        Near(Seed42, Draw(random, 37, 0.02f));
        Near([-0.293498397f, 1.43285024f, 0.531208456f, -0.248273358f], Draw(random, 4));
        Near([0.175410837f, 1.38516057f, -0.445852011f], Draw(random, 16)[..3]);
    }

    [Fact]
    public void Fill_FewDraws_AreTheReferences_TheSecondOfAPairWaits()
    {
        var random = new NormalRandom(7);
        Near([-0.146795094f, 0.786141276f, 0.94682163f, -1.114344001f, 1.690790176f], Draw(random, 5));
        Near([-0.894827902f, -0.355625033f, 1.232385755f], Draw(random, 3));
    }

    [Fact]
    public void Fill_ManyDraws_HaveTheMomentsOfTheNormalDistribution()
    {
        float[] draws = Draw(new NormalRandom(1), 200_000);

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
        float[] draws = Draw(new NormalRandom(3), 200_000);

        for (int lag = 1; lag <= 9; lag++)
            Assert.Equal(0, draws.Skip(lag).Zip(draws, (a, b) => (double)a * b).Average(), 0.01);
    }

    [Fact]
    public void Seed_CountsByItsLowest32Bits_AsInTheReference()
    {
        Assert.NotEqual(Draw(new NormalRandom(1), 20), Draw(new NormalRandom(2), 20));
        Assert.Equal(Draw(new NormalRandom(1), 20), Draw(new NormalRandom((1UL << 32) + 1), 20));
    }

    [Theory]
    [InlineData(-1f)]
    [InlineData(float.NaN)]
    public void Fill_NoDeviation_Throws(float deviation) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new NormalRandom(1).Fill(deviation, new float[1]));

    private static void Near(float[] expected, float[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        for (int i = 0; i < found.Length; i++) Assert.Equal(expected[i], found[i], Tolerance * Math.Max(1, Math.Abs(expected[i])));
    }

    private static float[] Draw(NormalRandom random, int count, float deviation = 1)
    {
        float[] draws = new float[count];
        random.Fill(deviation, draws);
        return draws;
    }
}
