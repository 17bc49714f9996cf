using System.Diagnostics.CodeAnalysis;

namespace Matiz.Tensors;

/// <summary>What the distance of two tokens does in attention.</summary>
public sealed record AttentionDistances
{
    /// <summary>
    /// The greatest distance |query − key| of a key that a query sees (sliding window); null (the default): it sees the whole row.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int? Window
    {
        get;
        init
        {
            if (value is { } window) ArgumentOutOfRangeException.ThrowIfNegative(window, nameof(Window));
            field = value;
        }
    }

    /// <summary>Added to the scaled scores by distance and head; null (the default): nothing.</summary>
    public DistanceBias? Bias { get; init; }

    /// <summary>Whether a query sees a key.</summary>
    /// <param name="distance">query − key.</param>
    public bool Sees(int distance) => Window is not { } window || (distance <= window && -distance <= window);
}

/// <summary>
/// A learned number for each distance and head, added to the scaled scores of attention (Raffel et al. 2020: relative position biases;
/// several distances may share a row of the table).
/// </summary>
/// <param name="table">[rows, heads]; its gradient is dense.</param>
/// <param name="rowOf">The row of the table for a distance, query − key.</param>
public sealed class DistanceBias(Parameter table, Func<int, int> rowOf)
{
    private int[] _rows = [];

    /// <summary>[rows, heads]</summary>
    public Parameter Table { get; } = table;

    /// <summary>What is added in a row of <paramref name="length"/> tokens.</summary>
    /// <returns>[heads, 2 × length − 1]: for each head the distances key − query from −(length − 1) to length − 1.</returns>
    public float[] Values(int length)
    {
        float[] learned = Table.Value.ToArray();
        var rows = RowsOfKeys(length);
        int heads = Table.Value.Columns;
        float[] values = new float[heads * rows.Length];
        for (int head = 0; head < heads; head++)
        {
            for (int i = 0; i < rows.Length; i++) values[(head * rows.Length) + i] = learned[(rows[i] * heads) + head];
        }

        return values;
    }

    /// <summary>
    /// The rows of key − query from −(<paramref name="length"/> − 1) to <paramref name="length"/> − 1, in this order, the middle one
    /// standing in the middle.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The table has no such row.</exception>
    internal ReadOnlySpan<int> RowsOfKeys(int length)
    {
        int[] rows = Volatile.Read(ref _rows);
        if (rows.Length < (2 * length) - 1)
        {
            rows = new int[(2 * length) - 1];
            for (int i = 0; i < rows.Length; i++)
            {
                rows[i] = rowOf(length - 1 - i);
                if ((uint)rows[i] >= (uint)Table.Value.Rows) ThrowNoRow(length - 1 - i, rows[i]);
            }

            Volatile.Write(ref _rows, rows);
        }

        return rows.AsSpan((rows.Length / 2) - (length - 1), (2 * length) - 1);
    }

    [DoesNotReturn]
    private void ThrowNoRow(int distance, int row) => throw new ArgumentOutOfRangeException(
        nameof(distance), distance, $"'{Table.Name}' has {Table.Value.Rows} rows; there is no row {row}.");
}
