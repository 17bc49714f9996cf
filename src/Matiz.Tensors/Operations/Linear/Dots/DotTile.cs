using System.Runtime.InteropServices;

namespace Matiz.Tensors.Operations.Linear.Dots;

/// <summary>
/// What one call of a dot-product kernel computes: C[i, j] = Σ over groups g of A[i, g]·B[g, j], where a group is 32 bits along K (four
/// 8-bit integers, or two numbers of 16 bits) and its product the sum of their products. Read by assembled code: the layout is fixed.
/// </summary>
[StructLayout(LayoutKind.Explicit)]
internal unsafe struct DotTile
{
    public const int AOffset = 0;
    public const int ARowBytesOffset = 8;
    public const int BOffset = 16;
    public const int GroupsOffset = 24;
    public const int COffset = 32;
    public const int CRowBytesOffset = 40;
    public const int AheadOffset = 48;

    /// <summary>Bytes of a group.</summary>
    public const int GroupBytes = 4;

    /// <summary>Rows of A and B are filled up with zeros to a multiple of so many groups: a cache line.</summary>
    public const int GroupGranularity = 16;

    /// <summary>The first row of A: groups side by side. There is memory for all of the kernel's rows.</summary>
    [FieldOffset(AOffset)]
    public byte* A;

    [FieldOffset(ARowBytesOffset)]
    public nint ARowBytes;

    /// <summary>A panel of B: [groups][columns of the kernel].</summary>
    [FieldOffset(BOffset)]
    public byte* B;

    /// <summary>A multiple of <see cref="GroupGranularity"/>, at least one such.</summary>
    [FieldOffset(GroupsOffset)]
    public nint Groups;

    /// <summary>The first of rows × columns 32-bit sums, overwritten.</summary>
    [FieldOffset(COffset)]
    public byte* C;

    [FieldOffset(CRowBytesOffset)]
    public nint CRowBytes;

    /// <summary>A hint: as many cache lines as there are groups, wanted soon in the second-level cache.</summary>
    [FieldOffset(AheadOffset)]
    public StreamsAhead Ahead;
}
