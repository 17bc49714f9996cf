namespace Matiz.Runs;

/// <summary>The threshold above which a label is given, chosen to maximise its F1.</summary>
internal static class F1Threshold
{
    /// <summary>What a label has without any fitting.</summary>
    public const float Usual = 0.5f;

    /// <summary>Fits on the scores of one label.</summary>
    /// <param name="rows">Score, and whether the row has the label.</param>
    /// <returns>
    /// A number between two scores (or below all); of equally good ones the nearest to 0.5. Without a positive row 0.5.
    /// </returns>
    public static float Fit(IEnumerable<(float Score, bool IsPositive)> rows)
    {
        var sorted = rows.OrderByDescending(row => row.Score).ToArray();
        int positives = sorted.Count(row => row.IsPositive);
        if (positives == 0) return Usual;
        double best = -1;
        float threshold = Usual;
        int hits = 0;
        for (int given = 1; given <= sorted.Length; given++)
        {
            if (sorted[given - 1].IsPositive) hits++;
            bool isLast = given == sorted.Length;
            if (isLast && sorted[^1].Score <= 0) break;             // nothing lies below
            if (!isLast && sorted[given].Score == sorted[given - 1].Score) continue;
            double f1 = 2.0 * hits / (positives + given);
            float cut = isLast ? Below(sorted[^1].Score) : Between(sorted[given].Score, sorted[given - 1].Score);
            bool isNearer = Math.Abs(cut - Usual) < Math.Abs(threshold - Usual);
            if (f1 < best || (f1 == best && !isNearer)) continue;
            (best, threshold) = (f1, cut);
        }

        return threshold;
    }

    // 0.5 itself where it divides the two; else the middle. The higher score must lie above, the lower must not.
    private static float Between(float low, float high)
    {
        if (low <= Usual && Usual < high) return Usual;
        float middle = low + ((high - low) / 2);
        return middle < high ? middle : low;
    }

    private static float Below(float score) => score > Usual ? Usual : Math.Max(0, float.BitDecrement(score));
}
