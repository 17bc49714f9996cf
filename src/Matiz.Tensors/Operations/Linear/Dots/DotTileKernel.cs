using Matiz.Tensors.MachineCode;

namespace Matiz.Tensors.Operations.Linear.Dots;

/// <summary>What the numbers of a group are, of A and of B.</summary>
internal enum DotElement
{
    /// <summary>Four signed 8-bit integers in both.</summary>
    Int8,

    /// <summary>Four unsigned 8-bit integers in A, which hold the number + 128, and four signed ones in B.</summary>
    OffsetInt8,

    /// <summary>Two 16-bit integers in both, holding 8-bit numbers.</summary>
    Int16,

    /// <summary>Two bfloat16 numbers in both.</summary>
    BFloat16,
}

/// <summary>The sizes of the numbers of a group.</summary>
internal static class DotElements
{
    /// <summary>Bytes of a number.</summary>
    public static int BytesOf(DotElement element) => element is DotElement.Int8 or DotElement.OffsetInt8 ? 1 : 2;

    /// <summary>Groups of a row of so many numbers, filled up.</summary>
    public static int GroupsOf(DotElement element, int numbers)
    {
        int perLine = DotTile.GroupGranularity * DotTile.GroupBytes / BytesOf(element);
        return Math.Max(1, (numbers + perLine - 1) / perLine) * DotTile.GroupGranularity;
    }
}

/// <summary>
/// The machine code of a dot-product tile: compiled, or assembled at run time. Exactly one of the first two pointers is set; jobs carry a
/// copy.
/// </summary>
internal unsafe struct DotTileCode
{
    public delegate*<DotTile*, void> Compiled;
    public delegate* unmanaged<DotTile*, void> Assembled;

    /// <summary>
    /// The same without fetching ahead, for products of many blocks of rows: each panel is read so often that waiting for its first lines
    /// does not count, while fetching would hold up the loads of a kernel that lives off them. Null: there is no such code.
    /// </summary>
    public delegate* unmanaged<DotTile*, void> AssembledForManyRows;

    /// <summary>Of kernels that use tiles: what a thread calls before and after the products of a task; else null.</summary>
    public delegate* unmanaged<byte*, void> BeginTask;
    public delegate* unmanaged<void> EndTask;

    /// <summary>What <see cref="BeginTask"/> is given.</summary>
    public byte* Configuration;

    /// <summary>Every job calls it before the first product of a task, on the thread that computes.</summary>
    public readonly void Begin()
    {
        if (BeginTask == null) return;
        SignalStack.MakeRoomForTiles();
        BeginTask(Configuration);
    }

    /// <summary>Every job calls it after the last product of a task.</summary>
    public readonly void End()
    {
        if (EndTask != null) EndTask();
    }

    /// <summary>Computes all of a tile.</summary>
    public readonly void Multiply(DotTile* tile)
    {
        if (Compiled != null) Compiled(tile);
        else Assembled(tile);
    }
}

/// <summary>
/// A kernel for dot products of 32-bit groups: so many rows by so many columns at a time. Sums of integers are exact, so neither the
/// shape nor the instruction changes a bit; each sum of bfloat16 products is added up by its groups alone, in their order.
/// </summary>
internal abstract class DotTileKernel
{
    /// <summary>Rows of a tile: 8, 16 or 32.</summary>
    public abstract int Rows { get; }

    /// <summary>Columns of a tile and of a panel of B, a multiple of 16.</summary>
    public abstract int Columns { get; }

    /// <summary>What it multiplies.</summary>
    public abstract DotElement Element { get; }

    /// <summary>
    /// Bytes of panels that a task takes at most, so that they stay in the second-level cache from block to block of rows.
    /// </summary>
    public virtual long PanelBytesATask => 320 << 10;

    /// <summary>The code; one that is assembled is made when first asked for.</summary>
    public abstract DotTileCode Code { get; }
}
