using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Matiz.Data;

/// <summary>Rows of one split that stand in an earlier split as well: a leak, which makes metrics too good.</summary>
/// <param name="First">The earlier split.</param>
/// <param name="Second">The later one.</param>
/// <param name="Rows">How many rows of the later one.</param>
public sealed record SplitOverlap(string First, string Second, int Rows);

/// <summary>
/// Finds rows with the very same text (and pair). It keeps 128 bits of a SHA-256 a row instead of the texts; two different texts
/// meet with a chance of about 10⁻²⁶ among a million rows.
/// </summary>
internal sealed class Duplicates
{
    private readonly List<(Dataset Split, Dictionary<UInt128, int> FirstRow)> _splits = [];

    public List<(SplitOverlap Overlap, Row Example, Row Original)> Across { get; } = [];

    /// <summary>Counts the rows of a split that repeat an earlier one of it, and those that stand in splits added before.</summary>
    public (int Count, Row? Example, Row? Original) Add(Dataset split)
    {
        var firstRow = new Dictionary<UInt128, int>(split.Count);
        var met = new (int Count, int Example, int Original)[_splits.Count];
        int count = 0;
        (Row?, Row?) example = default;
        for (int i = 0; i < split.Count; i++)
        {
            var hash = HashOf(split[i]);
            if (!firstRow.TryAdd(hash, i) && count++ == 0) example = (split[i], split[firstRow[hash]]);
            for (int s = 0; s < _splits.Count; s++)
            {
                if (!_splits[s].FirstRow.TryGetValue(hash, out int original)) continue;
                met[s] = met[s].Count == 0 ? (1, i, original) : met[s] with { Count = met[s].Count + 1 };
            }
        }

        for (int s = 0; s < _splits.Count; s++)
        {
            if (met[s].Count == 0) continue;
            var first = _splits[s].Split;
            Across.Add((new SplitOverlap(first.Name, split.Name, met[s].Count), split[met[s].Example], first[met[s].Original]));
        }

        _splits.Add((split, firstRow));
        return (count, example.Item1, example.Item2);
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
            string joined = string.Concat(row.Text.Length.ToString(System.Globalization.CultureInfo.InvariantCulture), "\0", row.Text, row.TextPair);
            SHA256.HashData(MemoryMarshal.AsBytes(joined.AsSpan()), digest);
            digest[15] ^= 1;
        }

        return MemoryMarshal.Read<UInt128>(digest);
    }
}
