using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Matiz.Tensors.Simd;
using Matiz.Tensors.Threading;

namespace Matiz.Tensors.Operations.Linear.Dots;

/// <summary>
/// Rounds the columns of a matrix to bfloat16 and lays each out as a row whose groups are two rows of the matrix: the left side of
/// dW = dYᵀ·X. The unrounded columns are added up on the way, row after row, for the bias. A task is some columns, taken in blocks of
/// rows: neighbouring lines are read, and whole lines written.
/// </summary>
internal unsafe struct BFloat16ColumnsJob : IJob
{
    private const int Lanes = 16;
    private const int ColumnsATask = 2 * Lanes;
    private const int GroupsABlock = DotTile.GroupGranularity;

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

    public readonly int TaskCount => (Columns + ColumnsATask - 1) / ColumnsATask;

    /// <summary>Columns for which there must be memory.</summary>
    public static int PaddedColumns(int columns) => (columns + Lanes - 1) / Lanes * Lanes;

    public readonly void Execute(int task, int worker)
    {
        int first = task * ColumnsATask, end = Math.Min(first + ColumnsATask, Columns);
        uint* pairs = stackalloc uint[GroupsABlock * Lanes];
        for (int group = 0; group < Groups; group += GroupsABlock)
        {
            int row = 2 * group, rows = Math.Clamp(Rows - row, 0, 2 * GroupsABlock);
            for (int column = first; column < end; column += Lanes)
            {
                float* source = Source + ((long)row * Columns) + column;
                if (Columns - column >= Lanes) PairRows(source, rows, Columns, pairs, Sums + column);
                else PairRowsOfSome(source, rows, Columns - column, pairs, Sums + column);
                float* place = (float*)(Destination + ((long)column * Groups) + group);
                Transposition.TransposeBlock((float*)pairs, Lanes, GroupsABlock, Lanes, place, Groups);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PairRows(float* source, int rows, nint step, uint* pairs, float* sums)
    {
        uint* end = pairs + (GroupsABlock * Lanes);
        var sum = Vector512.Load(sums);
        for (; rows >= 2; rows -= 2, source += 2 * step, pairs += Lanes)
        {
            var first = Vector512.Load(source);
            var second = Vector512.Load(source + step);
            BFloat16Bits.Pair(first, second).Store(pairs);
            sum = sum + first + second;
        }

        if (rows > 0)
        {
            var last = Vector512.Load(source);
            BFloat16Bits.Pair(last, Vector512<float>.Zero).Store(pairs);
            sum += last;
            pairs += Lanes;
        }

        sum.Store(sums);
        for (; pairs < end; pairs += Lanes) Vector512<uint>.Zero.Store(pairs);
    }

    private readonly void PairRowsOfSome(float* source, int rows, int count, uint* pairs, float* sums)
    {
        new Span<uint>(pairs, GroupsABlock * Lanes).Clear();
        for (int row = 0; row < rows; row += 2)
        {
            float* first = source + ((long)row * Columns);
            float* second = row + 1 < rows ? first + Columns : null;
            for (int j = 0; j < count; j++)
            {
                pairs[(row / 2 * Lanes) + j] = BFloat16Bits.Pair(first[j], second is null ? 0 : second[j]);
                sums[j] += first[j];
                if (second is not null) sums[j] += second[j];
            }
        }
    }
}
