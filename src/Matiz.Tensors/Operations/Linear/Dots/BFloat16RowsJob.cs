using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Matiz.Tensors.Threading;

namespace Matiz.Tensors.Operations.Linear.Dots;

/// <summary>Rounds the rows of a matrix to bfloat16, neighbours as groups: the left side of a product. A task is a block of rows.</summary>
internal unsafe struct BFloat16RowsJob : IJob
{
    private const int RowsATask = 16;

    /// <summary>[Rows, Columns]</summary>
    public float* Source;
    public int Rows;
    public int Columns;

    /// <summary>Groups of a row, zeros behind its end included.</summary>
    public int Groups;

    /// <summary>[Rows, Groups]</summary>
    public uint* Destination;

    public readonly int TaskCount => (Rows + RowsATask - 1) / RowsATask;

    public readonly void Execute(int task, int worker)
    {
        int end = Math.Min(Rows, (task + 1) * RowsATask);
        for (int row = task * RowsATask; row < end; row++)
            Convert(Source + ((long)row * Columns), Columns, Groups, Destination + ((long)row * Groups));
    }

    /// <summary>One row, filled up with zeros to so many groups.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Convert(float* source, int columns, int groups, uint* destination)
    {
        int column = 0, group = 0;
        for (; column + 32 <= columns; column += 32, group += 16)
            BFloat16Bits.PairNeighbours(Vector512.Load(source + column), Vector512.Load(source + column + 16)).Store(destination + group);
        for (; column < columns; column += 2, group++)
            destination[group] = BFloat16Bits.Pair(source[column], column + 1 < columns ? source[column + 1] : 0);
        for (; group < groups; group++) destination[group] = 0;
    }
}

/// <summary>
/// Rows of bfloat16 numbers through the door of quantized ones: an operation leaves them beside its result, each rounded by itself, so that
/// neither the largest of a row nor a scale is needed.
/// </summary>
internal static unsafe class BFloat16Rows
{
    /// <summary>What writes them.</summary>
    public static RowQuantizer Quantizer => new()
    {
        Element = DotElement.BFloat16,
        LargestBits = &NoLargest,
        QuantizeByLargest = &Round,
    };

    private static int NoLargest(float* x, int count) => 0;

    private static float Round(float* x, int count, int largestBits, byte* row, nint bytes)
    {
        BFloat16RowsJob.Convert(x, count, (int)(bytes / DotTile.GroupBytes), (uint*)row);
        return 1;
    }
}

/// <summary>The rows of a stacked weight, rounded to bfloat16.</summary>
internal unsafe struct BFloat16WeightRows : IGroupRows
{
    /// <summary>In the order of their rows.</summary>
    public WeightPart* Parts;
    public int Inputs;

    public readonly void Write(int row, int groups, uint* destination)
    {
        var part = Parts;
        while (row >= part->FirstRow + part->Rows) part++;
        BFloat16RowsJob.Convert(part->Values + ((long)(row - part->FirstRow) * Inputs), Inputs, groups, destination);
    }
}
