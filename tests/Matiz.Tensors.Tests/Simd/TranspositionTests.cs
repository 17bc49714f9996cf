using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Tests.Simd;

public unsafe class TranspositionTests
{
    private static readonly int[] Counts = [1, 2, 3, 4, 5, 7, 8, 13, 16, 33];

    public static IEnumerable<TheoryDataRow<int, int>> Sizes =>
        from rows in Counts from columns in Counts select new TheoryDataRow<int, int>(rows, columns);

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Transpose_AnySize_TurnsEachNumber_AndFillsUpWithZeros(int rows, int columns)
    {
        foreach (int destinationStride in (int[])[rows, rows + 1, (rows + 15) & ~15])
        {
            var (source, stride) = Numbers(rows, columns);
            float[] turned = [.. Enumerable.Repeat(-7f, (columns * destinationStride) + 4)];
            fixed (float* from = source, to = turned) Transposition.Transpose(from, stride, rows, columns, to, destinationStride);
            for (int i = 0; i < columns * destinationStride; i++)
            {
                int column = i / destinationStride, row = i % destinationStride;
                Assert.Equal(row < rows ? source[(row * stride) + column] : 0, turned[i]);
            }

            Assert.All(turned[^4..], value => Assert.Equal(-7, value));
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void TransposeBlock_AnySize_WritesNothingElse(int rows, int columns)
    {
        int destinationStride = rows + 3;
        var (source, stride) = Numbers(rows, columns);
        float[] turned = [.. Enumerable.Repeat(-7f, columns * destinationStride)];
        fixed (float* from = source, to = turned) Transposition.TransposeBlock(from, stride, rows, columns, to, destinationStride);
        for (int i = 0; i < turned.Length; i++)
        {
            int column = i / destinationStride, row = i % destinationStride;
            Assert.Equal(row < rows ? source[(row * stride) + column] : -7, turned[i]);
        }
    }

    // Groups of narrow numbers are turned as if they were floats: no bits of any float may change, not even of one that is no number.
    [Fact]
    public void TransposeBlock_AnyBits_KeepsThem()
    {
        uint[] source = [.. Enumerable.Range(0, 20).Select(i => 0x7F80_0001u + ((uint)i * 0x0812_3457u))], turned = new uint[20];
        fixed (uint* from = source, to = turned) Transposition.TransposeBlock((float*)from, 5, 4, 5, (float*)to, 4);
        for (int i = 0; i < 20; i++) Assert.Equal(source[(i % 4 * 5) + (i / 4)], turned[i]);
    }

    // Rows that lie farther apart than they are long.
    private static (float[] Source, int Stride) Numbers(int rows, int columns)
    {
        int stride = columns + 2;
        return ([.. Enumerable.Range(1, rows * stride).Select(i => (float)i)], stride);
    }
}
