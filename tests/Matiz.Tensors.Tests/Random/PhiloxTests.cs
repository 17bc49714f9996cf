using Matiz.Tensors.Random;
using Matiz.Tensors.Simd;
using Matiz.Tensors.Tests.Simd;

namespace Matiz.Tensors.Tests.Random;

public class PhiloxTests
{
    public static IEnumerable<TheoryDataRow<string>> WidthNames => Widths.Available;

    // Known answers of the Random123 distribution (kat_vectors, philox4x32 10).
    private static readonly (uint[] Counter, uint[] Key, uint[] Words)[] KnownAnswers =
    [
        ([0, 0, 0, 0], [0, 0], [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]),
        ([~0u, ~0u, ~0u, ~0u], [~0u, ~0u], [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd]),
        ([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0], [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1]),
    ];

    [Fact]
    public void Block_KnownAnswers()
    {
        foreach (var (c, key, words) in KnownAnswers)
        {
            var block = Philox.Block(c[0], c[1], c[2], c[3], key[0], key[1]);
            Assert.Equal((words[0], words[1], words[2], words[3]), block);
        }
    }

    [Theory]
    [MemberData(nameof(WidthNames))]
    public void VectorBlock_KnownAnswersInEveryLane(string width) => Widths.Run(width, new VectorAnswers());

    [Theory]
    [MemberData(nameof(WidthNames))]
    public void VectorMultipliers_EqualTheScalarDraws(string width) => Widths.Run(width, new VectorDraws());

    private sealed unsafe class VectorAnswers : IWidthWork
    {
        public void Run<S, V>()
            where S : struct, ISimd<V>
            where V : struct
        {
            foreach (var (c, key, words) in KnownAnswers)
            {
                VectorRandom<S, V>.Block(
                    S.BroadcastInteger(c[0]), S.BroadcastInteger(c[1]), S.BroadcastInteger(c[2]), S.BroadcastInteger(c[3]), key[0], key[1],
                    out var w0, out var w1, out var w2, out var w3);
                Check<S, V>(words[0], w0);
                Check<S, V>(words[1], w1);
                Check<S, V>(words[2], w2);
                Check<S, V>(words[3], w3);
            }
        }

        private static void Check<S, V>(uint expected, V actual)
            where S : struct, ISimd<V>
            where V : struct
        {
            var lanes = stackalloc uint[S.Width];
            S.Store(actual, (float*)lanes);
            for (int lane = 0; lane < S.Width; lane++) Assert.Equal(expected, lanes[lane]);
        }
    }

    private sealed unsafe class VectorDraws : IWidthWork
    {
        public void Run<S, V>()
            where S : struct, ISimd<V>
            where V : struct
        {
            var key = new DropoutKey(0.3f, new StepRandomness(0x123456789ABCDEFUL, 7, 100), 5);
            var multipliers = stackalloc float[256];
            foreach (uint firstColumn in (uint[])[0, 64, 3u << 16])
            {
                VectorRandom<S, V>.Multipliers(key, row: 9, token: 11, firstColumn, count: 200, multipliers);
                for (int column = 0; column < 256; column++)
                    Assert.Equal(key.Multiplier(9, 11, firstColumn + (uint)column), multipliers[column]);
            }
        }
    }
}
