using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Matiz.Tensors.Memory;
using Matiz.Tensors.Simd;
using Matiz.Tensors.Threading;

namespace Matiz.Tensors.Operations.Linear.Dots;

/// <summary>
/// Rounds the columns of a matrix to bfloat16 and lays each out as a row whose groups are two rows of the matrix: the left side of
/// dW = dYᵀ·X. The unrounded columns are added up on the way, row after row, for the bias. A task is sixteen columns.
/// </summary>
internal unsafe struct BFloat16ColumnsJob : IJob
{
    private const int Lanes = 16;

    /// <summary>[Rows, Columns]</summary>
    public float* Source;
    public int Rows;
    public int Columns;

    /// <summary>Groups of a column, zeros behind its end included.</summary>
    public int Groups;

    /// <summary>[Columns rounded up to sixteen, Groups]</summary>
    public uint* Destination;

    /// <summary>[Columns rounded up to sixteen]: the sums so far, added to.</summary>
    public float* Sums;

    public readonly int TaskCount => (Columns + Lanes - 1) / Lanes;

    /// <summary>Columns for which there must be memory.</summary>
    public static int PaddedColumns(int columns) => (columns + Lanes - 1) / Lanes * Lanes;

    public readonly void Execute(int task, int worker)
    {
        int first = task * Lanes;
        uint* pairs = (uint*)ThreadScratch.Get(ThreadScratch.Slot.Task, (long)Groups * Lanes * DotTile.GroupBytes);
        if (Columns - first >= Lanes) PairRows(Source + first, Rows, Columns, Groups, pairs, Sums + first);
        else PairRowsOfSome(Source + first, Columns - first, pairs, Sums + first);
        Transposition.TransposeBlock(
            (float*)pairs, Lanes, Groups, Lanes, (float*)(Destination + ((long)first * Groups)), Groups);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PairRows(float* source, int rows, nint step, int groups, uint* pairs, float* sums)
    {
        var sum = Vector512.Load(sums);
        int row = 0;
        for (; row + 2 <= rows; row += 2, pairs += Lanes)
        {
            var first = Vector512.Load(source + (row * step));
            var second = Vector512.Load(source + ((row + 1) * step));
            BFloat16Bits.Pair(first, second).Store(pairs);
            sum = sum + first + second;
        }

        if (row < rows)
        {
            var last = Vector512.Load(source + (row * step));
            BFloat16Bits.Pair(last, Vector512<float>.Zero).Store(pairs);
            sum += last;
            pairs += Lanes;
        }

        sum.Store(sums);
        for (int group = (rows + 1) / 2; group < groups; group++, pairs += Lanes) Vector512<uint>.Zero.Store(pairs);
    }

    private readonly void PairRowsOfSome(float* source, int count, uint* pairs, float* sums)
    {
        new Span<uint>(pairs, Groups * Lanes).Clear();
        for (int row = 0; row < Rows; row += 2)
        {
            float* first = source + ((long)row * Columns);
            float* second = row + 1 < Rows ? first + Columns : null;
            for (int j = 0; j < count; j++)
            {
                pairs[(row / 2 * Lanes) + j] = BFloat16Bits.Pair(first[j], second is null ? 0 : second[j]);
                sums[j] += first[j];
                if (second is not null) sums[j] += second[j];
            }
        }
    }
}
