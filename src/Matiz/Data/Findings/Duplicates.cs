using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Matiz.Data;

/// <summary>Rows of one split that stand in an earlier split as well: a leak, which makes metrics too good.</summary>
/// <param name="First">The earlier split.</param>
/// <param name="Second">The later one.</param>
/// <param name="Rows">How many rows of the later one.</param>
public sealed record SplitOverlap(string First, string Second, int Rows)
{
    /// <summary>How many of them have another label there; 0 for regression.</summary>
    public int Contradictions { get; init; }
}

/// <summary>Rows that repeat an earlier one: how many, how many of them with another label, and the first of each.</summary>
internal sealed class RepeatedRows
{
    public int Count { get; private set; }

    public int Contradictions { get; private set; }

    public (Row Row, Row Earlier)? Example { get; private set; }

    public (Row Row, Row Earlier)? Contradiction { get; private set; }

    public void Add(Row row, Row earlier)
    {
        Count++;
        Example ??= (row, earlier);
        if (row.Label.Kind is LabelKind.None or LabelKind.Value || row.Label == earlier.Label) return;
        Contradictions++;
        Contradiction ??= (row, earlier);
    }
}

/// <summary>
/// Finds rows with the very same text (and pair). It keeps 128 bits of a SHA-256 a row instead of the texts; two different texts
/// meet with a chance of about 10⁻²⁶ among a million rows.
/// </summary>
internal sealed class Duplicates
{
    private readonly List<(Dataset Split, Dictionary<UInt128, int> FirstRow)> _splits = [];

    public List<(SplitOverlap Overlap, RepeatedRows Rows)> Across { get; } = [];

    /// <summary>
    /// The rows of a split that repeat an earlier one of it; those that stand in splits added before go to <see cref="Across"/>.
    /// </summary>
    public RepeatedRows Add(Dataset split)
    {
        var firstRow = new Dictionary<UInt128, int>(split.Count);
        var met = Array.ConvertAll(new object[_splits.Count], _ => new RepeatedRows());
        var within = new RepeatedRows();
        for (int i = 0; i < split.Count; i++)
        {
            var hash = HashOf(split[i]);
            if (!firstRow.TryAdd(hash, i)) within.Add(split[i], split[firstRow[hash]]);
            for (int s = 0; s < _splits.Count; s++)
            {
                if (_splits[s].FirstRow.TryGetValue(hash, out int original)) met[s].Add(split[i], _splits[s].Split[original]);
            }
        }

        for (int s = 0; s < _splits.Count; s++)
        {
            if (met[s].Count == 0) continue;
            var overlap = new SplitOverlap(_splits[s].Split.Name, split.Name, met[s].Count) { Contradictions = met[s].Contradictions };
            Across.Add((overlap, met[s]));
        }

        _splits.Add((split, firstRow));
        return within;
    }

    private static UInt128 HashOf(Row row)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        if (row.TextPair is null)
        {
            SHA256.HashData(MemoryMarshal.AsBytes(row.Text.AsSpan()), digest);
        }
        else
        {
            // The length in front keeps ("ab", "c") and ("a", "bc") apart, and the pair from a single text.
            string joined = string.Concat(
                row.Text.Length.ToString(System.Globalization.CultureInfo.InvariantCulture), "\0", row.Text, row.TextPair);
            SHA256.HashData(MemoryMarshal.AsBytes(joined.AsSpan()), digest);
            digest[15] ^= 1;
        }

        return MemoryMarshal.Read<UInt128>(digest);
    }
}
