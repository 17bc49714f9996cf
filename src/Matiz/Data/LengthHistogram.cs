namespace Matiz.Data;

/// <summary>Texts counted by their number of tokens, in bins of one width from 1 up: 1, 2, 5, 10, 20, …</summary>
/// <param name="First">The fewest tokens of the first bin, a multiple of the width.</param>
/// <param name="Width">How many lengths share a bin.</param>
/// <param name="Rows">The texts of each bin; at most 60 bins.</param>
public sealed record LengthHistogram(int First, int Width, IReadOnlyList<int> Rows)
{
    private const int MostBins = 60;

    /// <summary>The length of each text, as far as the bins tell: the fewest tokens of its bin.</summary>
    public int[] Expand() => [.. Rows.SelectMany((rows, bin) => Enumerable.Repeat(First + (bin * Width), rows))];

    /// <inheritdoc/>
    public bool Equals(LengthHistogram? other) =>
        other is not null && First == other.First && Width == other.Width && Rows.SequenceEqual(other.Rows);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(First, Width, Rows.Count);

    internal static LengthHistogram OfSorted(ReadOnlySpan<int> sorted)
    {
        int width = 1;
        for (int step = 1; BinOf(sorted[^1], width) - BinOf(sorted[0], width) + 1 > MostBins; step++) width = Leading(step);
        int first = BinOf(sorted[0], width);
        var rows = new int[BinOf(sorted[^1], width) - first + 1];
        foreach (int length in sorted) rows[BinOf(length, width) - first]++;
        return new LengthHistogram(first * width, width, rows);
    }

    private static int BinOf(int length, int width) => length / width;

    // 1, 2, 5, 10, 20, 50, 100, …
    private static int Leading(int step) => (int)Math.Pow(10, step / 3) * (step % 3) switch { 0 => 1, 1 => 2, _ => 5 };
}
