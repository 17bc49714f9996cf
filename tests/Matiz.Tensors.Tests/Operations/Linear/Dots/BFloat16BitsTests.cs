using System.Runtime.Intrinsics;
using Matiz.Tensors.Operations.Linear.Dots;

namespace Matiz.Tensors.Tests.Operations.Linear.Dots;

public class BFloat16BitsTests
{
    [Theory]
    [InlineData(0x3F80_0000u, 0x3F80_0000u)]     // 1
    [InlineData(0x3F80_7FFFu, 0x3F80_0000u)]     // just below the half: down
    [InlineData(0x3F80_8000u, 0x3F80_0000u)]     // the half: to the even one, down
    [InlineData(0x3F80_8001u, 0x3F81_0000u)]     // just above
    [InlineData(0x3F81_8000u, 0x3F82_0000u)]     // the half: to the even one, up
    [InlineData(0xBF81_8000u, 0xBF82_0000u)]
    [InlineData(0x0000_0000u, 0x0000_0000u)]
    [InlineData(0x8000_0000u, 0x8000_0000u)]     // -0
    [InlineData(0x0000_8000u, 0x0000_0000u)]     // subnormal, the half
    [InlineData(0x0001_8000u, 0x0002_0000u)]
    [InlineData(0x7F7F_FFFFu, 0x7F80_0000u)]     // the largest number: infinite
    [InlineData(0x7F7F_7FFFu, 0x7F7F_0000u)]
    [InlineData(0x7F80_0000u, 0x7F80_0000u)]
    [InlineData(0xFF80_0000u, 0xFF80_0000u)]
    [InlineData(0x7F80_0001u, 0x7FC0_0000u)]     // a NaN whose upper half alone would be infinity
    [InlineData(0xFFFF_FFFFu, 0xFFFF_0000u)]     // a NaN that must not be carried over to zero
    public void Round_TakesTheNearest_TheEvenOneOfTwo_AndKeepsNaN(uint bits, uint expected)
    {
        float value = BitConverter.UInt32BitsToSingle(bits);
        Assert.Equal(expected, BitConverter.SingleToUInt32Bits(BFloat16Bits.Round(value)));
    }

    [Fact]
    public void Vectors_EqualSingleNumbers()
    {
        var random = new System.Random(1);
        for (int round = 0; round < 5000; round++)
        {
            var values = new float[32];
            for (int i = 0; i < values.Length; i++)
                values[i] = BitConverter.Int32BitsToSingle((int)random.NextInt64(int.MinValue, 1L << 31));
            var low = Vector512.Create(values.AsSpan(0, 16));
            var high = Vector512.Create(values.AsSpan(16, 16));
            var pairs = BFloat16Bits.Pair(low, high);
            var neighbours = BFloat16Bits.PairNeighbours(low, high);
            for (int i = 0; i < 16; i++)
            {
                Assert.Equal(BFloat16Bits.Pair(values[i], values[16 + i]), pairs[i]);
                Assert.Equal(BFloat16Bits.Pair(values[2 * i], values[(2 * i) + 1]), neighbours[i]);
                Assert.Equal(Bits(BFloat16Bits.Round(values[i])), Bits(BFloat16Bits.First(pairs)[i]));
                Assert.Equal(Bits(BFloat16Bits.Round(values[16 + i])), Bits(BFloat16Bits.Second(pairs)[i]));
            }
        }
    }

    private static uint Bits(float value) => BitConverter.SingleToUInt32Bits(value);
}
