using System.Numerics;

namespace Matiz.Metrics;

/// <summary>What one row of scores says; shared by the streamed metrics and the functions on whole arrays.</summary>
internal static class ScoreRow
{
    private const double RangeTolerance = 1e-6;                 // rounding of float32 softmax, averaged predictions
    private const double SumTolerance = 1e-3;                   // scores read back from a file with few digits

    /// <summary>Checks that the scores are finite.</summary>
    internal static void RequireFinite<T>(ReadOnlySpan<T> scores, long row, string parameter)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        for (var k = 0; k < scores.Length; k++)
        {
            if (!T.IsFinite(scores[k])) MetricErrors.NotFinite($"score {k}", row, double.CreateChecked(scores[k]), parameter);
        }
    }

    /// <summary>Checks that each score is a probability.</summary>
    internal static void RequireProbabilities<T>(ReadOnlySpan<T> scores, long row, string parameter)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        RequireFinite(scores, row, parameter);
        for (var k = 0; k < scores.Length; k++)
        {
            var score = double.CreateChecked(scores[k]);
            if (score is < -RangeTolerance or > 1 + RangeTolerance) MetricErrors.NotProbability(row, k, score, parameter);
        }
    }

    /// <summary>Checks that the scores are probabilities that sum to 1.</summary>
    internal static void RequireDistribution<T>(ReadOnlySpan<T> scores, long row, string parameter)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        RequireProbabilities(scores, row, parameter);
        double sum = 0;
        foreach (var score in scores) sum += double.CreateChecked(score);
        if (Math.Abs(sum - 1) > SumTolerance) MetricErrors.NotADistribution(row, sum, parameter);
    }

    /// <summary>The index of the greatest score; the first wins a tie, as in numpy.</summary>
    internal static int ArgMax<T>(ReadOnlySpan<T> scores)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        var best = 0;
        for (var k = 1; k < scores.Length; k++)
        {
            if (scores[k] > scores[best]) best = k;
        }

        return best;
    }

    /// <summary>How many classes come before the truth when sorted by score; the larger index wins a tie, as in scikit-learn.</summary>
    internal static int Rank<T>(ReadOnlySpan<T> scores, int truth)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        var rank = 0;
        for (var k = 0; k < scores.Length; k++)
        {
            if (scores[k] > scores[truth] || (scores[k] == scores[truth] && k > truth)) rank++;
        }

        return rank;
    }

    /// <summary>−ln of a score clipped to [eps, 1 − eps], eps being the machine epsilon of its type (float32: 1.19e-7).</summary>
    internal static double LogLoss<T>(T score)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        var epsilon = T.BitIncrement(T.One) - T.One;
        return -Math.Log(double.CreateChecked(T.Clamp(score, epsilon, T.One - epsilon)));
    }
}
