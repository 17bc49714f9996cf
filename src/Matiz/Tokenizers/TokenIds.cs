namespace Matiz.Tokenizers;

/// <summary>
/// The ids of many rows laid end to end, never padded: what training and inference read. The arrays are shared with the caller.
/// </summary>
public sealed class TokenIds
{
    /// <summary>The ids of all rows, one row after another.</summary>
    public required int[] Ids { get; init; }

    /// <summary>Where each row begins in <see cref="Ids"/>; one more than there are rows, the last being the length of all.</summary>
    public required int[] Offsets { get; init; }

    /// <summary>The segment of each token, beside <see cref="Ids"/>; null when all are zero.</summary>
    public byte[]? TypeIds { get; init; }

    /// <summary>How many tokens of each row truncation dropped.</summary>
    public required int[] DroppedTokens { get; init; }

    /// <summary>The number of rows.</summary>
    public int RowCount => Offsets.Length - 1;

    /// <summary>The first rows alone.</summary>
    internal TokenIds Take(int rows) =>
        new() { Ids = Ids, Offsets = Offsets[..(rows + 1)], TypeIds = TypeIds, DroppedTokens = DroppedTokens[..rows] };

    /// <summary>The ids of one row.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public ReadOnlySpan<int> Row(int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, RowCount);
        return Ids.AsSpan(Offsets[row], Offsets[row + 1] - Offsets[row]);
    }

    /// <summary>The number of tokens of one row.</summary>
    public int LengthOf(int row) => Row(row).Length;
}
