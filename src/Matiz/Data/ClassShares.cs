using Matiz.Tensors;

namespace Matiz.Data;

/// <summary>What decides where classes have the same claim to a row of a split.</summary>
internal enum TieBreak
{
    /// <summary>The seed, as in scikit-learn.</summary>
    Seed,

    /// <summary>The larger class, then the lower index: what version 0.1.0 did, whose runs are read again.</summary>
    FirstClasses,
}

/// <summary>How many rows each class gives to a split.</summary>
internal static class ClassShares
{
    /// <summary>
    /// The rows that each class gives away, as scikit-learn's <c>StratifiedShuffleSplit</c> counts them: what it keeps is in proportion
    /// (<see cref="InProportion"/>), the rest goes. Unlike there, a class never gives its last row.
    /// </summary>
    /// <param name="counts">Rows of each class.</param>
    /// <param name="wanted">Rows wanted of all; fewer come where every class would give its last one.</param>
    /// <param name="seed">Draws where classes have the same claim; its lowest 32 bits count.</param>
    public static int[] SplitOff(int[] counts, int wanted, long seed)
    {
        var draws = new LegacyDraws((uint)seed);
        var kept = InProportion(counts, counts.Sum() - wanted, draws);
        int missing = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            if (counts[i] == 0 || kept[i] > 0) continue;
            kept[i] = 1;
            missing++;
        }

        var given = Array.ConvertAll(Enumerable.Range(0, counts.Length).ToArray(), index => counts[index] - kept[index]);
        for (int before = -1; missing > 0 && missing != before;)
        {
            before = missing;
            foreach (int index in draws.Permutation(counts.Length).OrderByDescending(index => kept[index]))
            {
                if (missing == 0) break;
                if (kept[index] <= 1) continue;
                kept[index]--;
                given[index]++;
                missing--;
            }
        }

        return given;
    }

    /// <summary>The rows that each class gives away under <see cref="TieBreak.FirstClasses"/>.</summary>
    /// <param name="counts">Rows of each class.</param>
    /// <param name="wanted">Rows wanted of all.</param>
    public static int[] SplitOffFirst(int[] counts, int wanted)
    {
        double share = wanted / (double)counts.Sum();
        var places = Array.ConvertAll(counts, count => (int)Math.Min((share * count) + 1e-9, Math.Max(0, count - 1)));
        var byFraction = Enumerable.Range(0, counts.Length)
            .OrderByDescending(index => Math.Round((share * counts[index]) - places[index], 9))
            .ThenByDescending(index => counts[index])
            .ThenBy(index => index)
            .ToArray();
        for (int left = wanted - places.Sum(), before = -1; left > 0 && left != before;)
        {
            before = left;
            foreach (int index in byFraction)
            {
                if (left == 0) break;
                if (places[index] >= counts[index] - 1) continue;
                places[index]++;
                left--;
            }
        }

        return places;
    }

    /// <summary>scikit-learn's <c>_approximate_mode</c>, to the last bit of its fractions.</summary>
    /// <param name="counts">Rows of each class.</param>
    /// <param name="wanted">Rows wanted of all.</param>
    /// <param name="draws">Breaks ties.</param>
    internal static int[] InProportion(int[] counts, int wanted, LegacyDraws draws)
    {
        double total = counts.Sum();
        var claims = Array.ConvertAll(counts, count => count / total * wanted);
        var places = Array.ConvertAll(claims, claim => (int)Math.Floor(claim));
        int left = wanted - places.Sum();
        var byFraction = Enumerable.Range(0, counts.Length)
            .GroupBy(index => claims[index] - Math.Floor(claims[index]))
            .OrderByDescending(group => group.Key);
        foreach (var group in byFraction)
        {
            if (left <= 0) break;
            int[] indices = [.. group];
            int added = Math.Min(indices.Length, left);
            foreach (int place in draws.Permutation(indices.Length).AsSpan(0, added)) places[indices[place]]++;
            left -= added;
        }

        return places;
    }
}

/// <summary>What numpy's <c>RandomState</c> draws for a seed.</summary>
internal sealed class LegacyDraws(uint seed)
{
    private readonly MersenneTwister _words = new(seed);

    /// <summary>A permutation of 0 … count-1 (<c>RandomState.permutation</c>).</summary>
    public int[] Permutation(int count)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        for (int i = count - 1; i > 0; i--)
        {
            int j = (int)UpTo((uint)i);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return order;
    }

    // Words cut to the bits of the limit, until one is not above it.
    private uint UpTo(uint limit)
    {
        uint mask = uint.MaxValue >> System.Numerics.BitOperations.LeadingZeroCount(limit), word;
        do word = _words.Next() & mask;
        while (word > limit);
        return word;
    }
}
