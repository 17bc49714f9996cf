using Matiz.Tensors.Numerics;
using Matiz.Tensors.Operations;

namespace Matiz.Tensors.Tests.Operations.Rotary;

public class RotaryTests
{
    public static TheoryData<KernelVariant> Variants => [.. KernelTable.VariantsOf(Precision.Float32)];

    [Theory]
    [MemberData(nameof(Variants))]
    public void Rotate_ByPlaceInTheRow_TurnsThePairs(KernelVariant variant)
    {
        using var device = new CpuDevice(variant, threads: 1);
        using var tape = device.NewTape(training: false);
        var x = tape.NewTensor(3, 5, [1, 2, 3, 4, 9, 1, 2, 3, 4, 9, 1, 2, 3, 4, 9]);

        tape.RotateInPlace(x, new RaggedLayout([0, 1, 3]), 1, new RotaryPositions(4, 100));

        // theta^(-2/4) = 0.1: the pair (1, 3) turns by 1, the pair (2, 4) by 0.1
        float[] turned = [(float)(Math.Cos(1) - (3 * Math.Sin(1))), (float)((2 * Math.Cos(0.1)) - (4 * Math.Sin(0.1))),
            (float)((3 * Math.Cos(1)) + Math.Sin(1)), (float)((4 * Math.Cos(0.1)) + (2 * Math.Sin(0.1))), 9];
        float[] expected = [1, 2, 3, 4, 9, 1, 2, 3, 4, 9, .. turned];
        Assert.All(expected.Zip(x.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }

    [Fact]
    public void Table_FarPlaces_AreTheSinesOfSinglePrecisionAngles()
    {
        var positions = new RotaryPositions(64, 160000);
        float[] table = positions.Table(8192);

        foreach (int place in (int[])[0, 1, 77, 4095, 8191])
        {
            for (int pair = 0; pair < 32; pair++)
            {
                float angle = place * (1f / MathF.Pow(160000, 2 * pair / 64f));
                Assert.Equal(Math.Cos(angle), table[(place * 64) + pair], 1e-3 * Math.Max(1e-3, Math.Abs(angle) / 8192));
                Assert.Equal(Math.Sin(angle), table[(place * 64) + 32 + pair], 1e-3 * Math.Max(1e-3, Math.Abs(angle) / 8192));
            }
        }

        Assert.Same(table, positions.Table(5));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.7)]
    [InlineData(-2.5)]
    [InlineData(100)]
    [InlineData(-8191.75)]
    [InlineData(65535.5)]
    public void SineCosine_OfScalarMath_AreThoseOfTheSystem(double angle)
    {
        var (sine, cosine) = ScalarMath.SineCosine(angle);

        Assert.Equal(Math.Sin(angle), sine, 1e-12);
        Assert.Equal(Math.Cos(angle), cosine, 1e-12);
    }

    [Fact]
    public void Positions_OfAnOddHeadOrNoBase_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new RotaryPositions(7, 10000));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RotaryPositions(8, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RotaryPositions(8, float.NaN));
    }
}
