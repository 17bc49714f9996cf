using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Operations.Linear;

/// <summary>
/// What one call of a tile kernel computes, for eight rows i: C[i, j] = Start[i, j] + Σ A[i, p]·B[p, j], a chain of fused
/// multiply-adds in the order of p for each element. So neither the tile's shape nor its place changes a bit, and a long sum may
/// be cut into several calls, each starting from what the last one stored.
/// </summary>
internal unsafe struct Tile
{
    /// <summary>Rows of a tile; tensors hold memory for a multiple of it.</summary>
    public const int Rows = Tensor.RowGranularity;

    /// <summary>A[i, p] lies at A[i·ARow + p·AStep].</summary>
    public float* A;
    public nint ARow;
    public nint AStep;

    /// <summary>B[p, j] lies at B[p·BStep + j]; BStep is three vectors where the columns are.</summary>
    public float* B;
    public nint BStep;

    /// <summary>Start[i, j] lies at Start[i·StartRow + j]; StartRow 0: the same for each row.</summary>
    public float* Start;
    public nint StartRow;

    /// <summary>C[i, j] lies at C[i·CRow + j].</summary>
    public float* C;
    public nint CRow;

    /// <summary>How many p, at least one.</summary>
    public int Count;

    /// <summary>True: the sum is added to what C holds instead of replacing it.</summary>
    public bool AddsToC;

    /// <summary>A hint: Count cache lines that are wanted soon in the second-level cache, one with each p.</summary>
    public StreamsAhead Ahead;
}

/// <summary>The product of eight rows by three vectors of columns, in the shape that fits the registers.</summary>
internal unsafe interface ITileKernel<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    /// <summary>Computes all of <paramref name="tile"/>: eight rows, three vectors of columns.</summary>
    static abstract void Multiply(Tile* tile);
}

/// <summary>Hints to the memory system.</summary>
internal static unsafe class TileMemory
{
    public const int LineBytes = 64;

    /// <summary>Fetches the line to the second-level cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WantSoon(byte* line)
    {
        if (Sse.IsSupported) Sse.Prefetch1(line);
    }

    /// <summary>Fetches a row of a tile to the first-level cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WantColumns(float* row, int columns)
    {
        if (!Sse.IsSupported) return;
        for (int j = 0; j < columns; j += LineBytes / sizeof(float)) Sse.Prefetch0(row + j);
    }
}
