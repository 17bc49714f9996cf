using System.Runtime.CompilerServices;
using Matiz.Tensors.Memory;
using Matiz.Tensors.Simd;
using Matiz.Tensors.Threading;

namespace Matiz.Tensors.Operations.Linear.Dots;

/// <summary>Where the rows come from that are packed into panels: weights in whatever form they are kept.</summary>
internal unsafe interface IGroupRows
{
    /// <summary>Writes a row's groups, filled up with zeros.</summary>
    /// <param name="row">An output of the layer.</param>
    /// <param name="groups">How many.</param>
    /// <param name="destination">Their place.</param>
    void Write(int row, int groups, uint* destination);
}

/// <summary>
/// Packs rows [outputs, groups] into panels [groups][columns], one after another; the last panel is filled up with zeros. A task is a
/// panel: its rows are made in a scratch of the worker and turned in squares of four by four.
/// </summary>
/// <typeparam name="TRows">Where the rows come from.</typeparam>
internal unsafe struct DotPanelJob<TRows> : IJob
    where TRows : unmanaged, IGroupRows
{
    public TRows Rows;
    public int Outputs;
    public int Groups;

    /// <summary>Columns of a panel, a multiple of four.</summary>
    public int Columns;
    public uint* Destination;

    /// <summary>Panels.</summary>
    public readonly int TaskCount => (Outputs + Columns - 1) / Columns;

    /// <summary>Bytes of all panels.</summary>
    public static long BytesOf(int outputs, int groups, int columns) =>
        (long)((outputs + columns - 1) / columns) * columns * groups * DotTile.GroupBytes;

    public readonly void Execute(int task, int worker)
    {
        uint* rows = (uint*)ThreadScratch.Get(ThreadScratch.Slot.Task, (long)Columns * Groups * DotTile.GroupBytes);
        for (int j = 0; j < Columns; j++)
        {
            int row = (task * Columns) + j;
            uint* place = rows + ((long)j * Groups);
            if (row < Outputs) Rows.Write(row, Groups, place);
            else new Span<uint>(place, Groups).Clear();
        }

        Transpose((float*)rows, Columns, Groups, (float*)(Destination + ((long)task * Columns * Groups)));
    }

    // Sixteen groups of each row at a time: whole cache lines are read. Groups are moved as if they were numbers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transpose(float* rows, int columns, int groups, float* destination)
    {
        for (int g = 0; g < groups; g += DotTile.GroupGranularity)
        {
            for (int j = 0; j < columns; j += 4)
            {
                float* row = rows + ((long)j * groups);
                for (int i = g; i < g + DotTile.GroupGranularity; i += 4)
                    Transposition.TransposeSquare(row + i, groups, destination + ((long)i * columns) + j, columns);
            }
        }
    }
}
