using System.Numerics;

namespace Matiz.Metrics;

/// <summary>
/// Area under the ROC curve: the chance that a positive row scores above a negative one, equal scores counting half, which is the
/// trapezoid with equal scores grouped. Pairs are counted in whole numbers, so the order of the rows changes nothing.
/// </summary>
internal static class RocAuc
{
    /// <summary>Area for one score a row; NaN where all rows are positive, or none. Both spans are reordered.</summary>
    internal static double Binary<T>(Span<T> scores, Span<bool> positive)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        MemoryExtensions.Sort(scores, positive);
        long positives = 0, negatives = 0, twicePairs = 0;
        for (var start = 0; start < scores.Length;)
        {
            long groupPositives = 0, groupNegatives = 0;
            var end = start;
            for (; end < scores.Length && scores[end] == scores[start]; end++)
            {
                if (positive[end]) groupPositives++;
                else groupNegatives++;
            }

            twicePairs += groupPositives * (2 * negatives + groupNegatives);
            positives += groupPositives;
            negatives += groupNegatives;
            start = end;
        }

        return positives == 0 || negatives == 0 ? double.NaN : twicePairs / (2.0 * positives * negatives);
    }

    /// <summary>Each class against the rest. Two classes: the area of the second one's score. NaN where a class has no row.</summary>
    internal static double OneVersusRest<T>(ScoreColumns<T> scores, ReadOnlySpan<int> truth, Averaging averaging)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        if (averaging == Averaging.Micro) return Flattened(scores, truth);
        var keys = new T[truth.Length];
        var flags = new bool[truth.Length];
        double plain = 0, weighted = 0;
        for (var k = scores.Columns == 2 ? 1 : 0; k < scores.Columns; k++)
        {
            scores[k].CopyTo(keys);
            var support = 0;
            for (var i = 0; i < flags.Length; i++)
            {
                flags[i] = truth[i] == k;
                if (flags[i]) support++;
            }

            var area = Binary<T>(keys, flags);
            if (scores.Columns == 2) return area;
            plain += area;
            weighted += area * support;
        }

        return averaging == Averaging.Macro ? plain / scores.Columns : weighted / truth.Length;
    }

    /// <summary>
    /// Hand and Till: the mean over the pairs of classes of ½(A(j|k) + A(k|j)) among the rows of the two, plain or weighted with the
    /// number of these rows. NaN where a class has no row.
    /// </summary>
    internal static double OneVersusOne<T>(ScoreColumns<T> scores, ReadOnlySpan<int> truth, Averaging averaging)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        if (scores.Columns < 2) return double.NaN;
        if (scores.Columns == 2) return OneVersusRest(scores, truth, Averaging.Macro);
        var rows = new List<int>[scores.Columns];
        for (var k = 0; k < rows.Length; k++) rows[k] = [];
        for (var i = 0; i < truth.Length; i++) rows[truth[i]].Add(i);

        double plain = 0, weighted = 0, weight = 0;
        long pairs = 0;
        for (var j = 0; j < rows.Length; j++)
        {
            for (var k = j + 1; k < rows.Length; k++)
            {
                var area = (Among(scores[j], rows[j], rows[k]) + Among(scores[k], rows[k], rows[j])) / 2;
                double prevalence = rows[j].Count + rows[k].Count;
                plain += area;
                weighted += area * prevalence;
                weight += prevalence;
                pairs++;
            }
        }

        return averaging == Averaging.Macro ? plain / pairs : weighted / weight;
    }

    private static double Among<T>(ReadOnlySpan<T> scores, List<int> positives, List<int> negatives)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        var keys = new T[positives.Count + negatives.Count];
        var flags = new bool[keys.Length];
        for (var i = 0; i < positives.Count; i++)
        {
            keys[i] = scores[positives[i]];
            flags[i] = true;
        }

        for (var i = 0; i < negatives.Count; i++) keys[positives.Count + i] = scores[negatives[i]];
        return Binary<T>(keys, flags);
    }

    private static double Flattened<T>(ScoreColumns<T> scores, ReadOnlySpan<int> truth)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        var keys = new T[checked(truth.Length * scores.Columns)];
        var flags = new bool[keys.Length];
        for (var k = 0; k < scores.Columns; k++)
        {
            scores[k].CopyTo(keys.AsSpan(k * truth.Length));
            for (var i = 0; i < truth.Length; i++) flags[k * truth.Length + i] = truth[i] == k;
        }

        return Binary<T>(keys, flags);
    }
}
