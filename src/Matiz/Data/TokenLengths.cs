namespace Matiz.Data;

/// <summary>How many tokens the texts of a split have, before any cut.</summary>
/// <param name="Min">The fewest.</param>
/// <param name="Mean">The mean.</param>
/// <param name="Median">The middle; of an even number of rows the mean of the two in the middle.</param>
/// <param name="P95">The 95th percentile, interpolated between rows as NumPy does.</param>
/// <param name="Max">The most.</param>
public sealed record TokenLengths(int Min, double Mean, double Median, double P95, int Max)
{
    /// <summary>How many texts have about so many tokens; null in files of earlier versions.</summary>
    public LengthHistogram? Histogram { get; init; }

    /// <summary>The figures of given lengths.</summary>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static TokenLengths FromLengths(ReadOnlySpan<int> lengths)
    {
        if (lengths.IsEmpty) throw new ArgumentException("there are no lengths. One a row was expected.", nameof(lengths));
        var sorted = lengths.ToArray();
        Array.Sort(sorted);
        return new TokenLengths(sorted[0], sorted.Average(), Quantile(sorted, 0.5), Quantile(sorted, 0.95), sorted[^1])
        {
            Histogram = LengthHistogram.OfSorted(sorted),
        };
    }

    private static double Quantile(int[] sorted, double share)
    {
        double place = share * (sorted.Length - 1);
        int below = (int)place;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }
}
