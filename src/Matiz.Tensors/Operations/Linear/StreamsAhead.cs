using System.Runtime.CompilerServices;

namespace Matiz.Tensors.Operations.Linear;

/// <summary>
/// Memory that a tile asks for while it multiplies, a cache line with each step, from four places in turn: a processor follows each
/// place as a stream and fetches on by itself, and four streams have more lines on their way at once than one. From far away that is a
/// seventh faster.
/// </summary>
internal unsafe struct StreamsAhead
{
    /// <summary>Places that are read in turn.</summary>
    public const int Count = 4;

    /// <summary>Where a stream's first line lies, in bytes from <see cref="StreamsAhead"/>: read by assembled code.</summary>
    public const int FirstOffset = 0;

    /// <inheritdoc cref="FirstOffset"/>
    public const int ApartOffset = 8;

    /// <summary>The first line of the first stream.</summary>
    public byte* First;

    /// <summary>Bytes from stream to stream.</summary>
    public nint Apart;

    /// <summary>Memory cut into four streams, of which each tile takes some lines.</summary>
    /// <param name="memory">The first line.</param>
    /// <param name="lines">All lines.</param>
    /// <param name="steps">Steps of a tile: so many lines it takes.</param>
    /// <param name="tile">Which tile it is, counted from 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static StreamsAhead Of(byte* memory, nint lines, nint steps, int tile) => new()
    {
        First = memory + (tile * (steps / Count) * TileMemory.LineBytes),
        Apart = lines / Count * TileMemory.LineBytes,
    };
}
