using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Matiz.Tensors.Memory;
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

        Transpose(rows, Columns, Groups, Destination + ((long)task * Columns * Groups));
    }

    // Sixteen groups of each row at a time: whole cache lines are read.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transpose(uint* rows, int columns, int groups, uint* destination)
    {
        for (int g = 0; g < groups; g += DotTile.GroupGranularity)
        {
            for (int j = 0; j < columns; j += 4)
            {
                uint* row = rows + ((long)j * groups);
                for (int i = g; i < g + DotTile.GroupGranularity; i += 4)
                    Transpose(row + i, groups, destination + ((long)i * columns) + j, columns);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(uint* source, nint sourceStep, uint* destination, nint step)
    {
        var a = Vector128.Load(source).AsSingle();
        var b = Vector128.Load(source + sourceStep).AsSingle();
        var c = Vector128.Load(source + (2 * sourceStep)).AsSingle();
        var d = Vector128.Load(source + (3 * sourceStep)).AsSingle();
        var (acLow, acHigh) = Zip(a, c);               // a0 c0 a1 c1, a2 c2 a3 c3
        var (bdLow, bdHigh) = Zip(b, d);
        var (column0, column1) = Zip(acLow, bdLow);    // a0 b0 c0 d0, a1 b1 c1 d1
        var (column2, column3) = Zip(acHigh, bdHigh);
        column0.AsUInt32().Store(destination);
        column1.AsUInt32().Store(destination + step);
        column2.AsUInt32().Store(destination + (2 * step));
        column3.AsUInt32().Store(destination + (3 * step));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<float> Low, Vector128<float> High) Zip(Vector128<float> x, Vector128<float> y)
    {
        if (Sse.IsSupported) return (Sse.UnpackLow(x, y), Sse.UnpackHigh(x, y));
        if (AdvSimd.Arm64.IsSupported) return (AdvSimd.Arm64.ZipLow(x, y), AdvSimd.Arm64.ZipHigh(x, y));
        return (Vector128.Create(x[0], y[0], x[1], y[1]), Vector128.Create(x[2], y[2], x[3], y[3]));
    }
}
