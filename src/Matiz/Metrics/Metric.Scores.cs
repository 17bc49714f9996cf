using System.Numerics;

namespace Matiz.Metrics;

public static partial class Metric
{
    /// <summary>
    /// Mean of −ln of the true class's score (log_loss), clipped to [eps, 1 − eps] with the machine epsilon of the scores' type: 1.19e-7
    /// for float, 2.2e-16 for double. Rows that do not sum to 1 are used as they are.
    /// </summary>
    /// <param name="truth">True class of each row.</param>
    /// <param name="scores">Probabilities, [rows, classes], row by row.</param>
    /// <param name="classes">The length of the label list.</param>
    /// <exception cref="ArgumentException">There is no row, a length or a class does not fit, or a score is not in [0, 1].</exception>
    public static double LogLoss<T>(ReadOnlySpan<int> truth, ReadOnlySpan<T> scores, int classes)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        CheckScores(truth, scores, classes);
        double sum = 0;
        for (var i = 0; i < truth.Length; i++)
        {
            var row = scores.Slice(i * classes, classes);
            ScoreRow.RequireProbabilities(row, i, nameof(scores));
            sum += ScoreRow.LogLoss(row[truth[i]]);
        }

        return sum / truth.Length;
    }

    /// <summary>
    /// The share of rows whose true class is among the k greatest scores (top_k_accuracy_score); the larger index wins a tie, as there.
    /// Any scores will do, logits too.
    /// </summary>
    /// <param name="truth">True class of each row.</param>
    /// <param name="scores">Scores, [rows, classes], row by row.</param>
    /// <param name="classes">The length of the label list.</param>
    /// <param name="k">How many scores count, 1 to <paramref name="classes"/>.</param>
    /// <exception cref="ArgumentException">There is no row, a length, a class or k does not fit, or a score is not finite.</exception>
    public static double TopKAccuracy<T>(ReadOnlySpan<int> truth, ReadOnlySpan<T> scores, int classes, int k)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        CheckScores(truth, scores, classes);
        if (k < 1 || k > classes) MetricErrors.TopK(k, classes, nameof(k));
        long within = 0;
        for (var i = 0; i < truth.Length; i++)
        {
            var row = scores.Slice(i * classes, classes);
            ScoreRow.RequireFinite(row, i, nameof(scores));
            if (ScoreRow.Rank(row, truth[i]) < k) within++;
        }

        return (double)within / truth.Length;
    }

    /// <summary>
    /// Area under the ROC curve of a yes-or-no truth (roc_auc_score): the chance that a positive row scores above a negative one, equal
    /// scores counting half. Any scores will do. NaN where all rows are positive, or none.
    /// </summary>
    /// <param name="positive">Whether each row is positive.</param>
    /// <param name="scores">One score a row.</param>
    /// <exception cref="ArgumentException">There is no row, the lengths differ, or a score is not finite.</exception>
    public static double RocAuc<T>(ReadOnlySpan<bool> positive, ReadOnlySpan<T> scores)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        RequireRows(positive.Length, nameof(positive));
        if (scores.Length != positive.Length) MetricErrors.Length("scores", scores.Length, positive.Length, nameof(scores));
        for (var i = 0; i < scores.Length; i++) ScoreRow.RequireFinite(scores.Slice(i, 1), i, nameof(scores));
        return Metrics.RocAuc.Binary<T>(scores.ToArray(), positive.ToArray());
    }

    /// <summary>
    /// Area under the ROC curve, each class against the rest (roc_auc_score with multi_class="ovr"). With two classes it is the area of the
    /// second one's score. NaN where a class has no row.
    /// </summary>
    /// <param name="truth">True class of each row.</param>
    /// <param name="scores">Probabilities, [rows, classes], row by row; each row sums to 1.</param>
    /// <param name="classes">The length of the label list.</param>
    /// <param name="averaging">Mean over the classes, weighted with their rows, or of all scores flattened (micro). Default macro.</param>
    /// <exception cref="ArgumentException">There is no row, a length or a class does not fit, or a row does not sum to 1.</exception>
    public static double RocAucOvr<T>(
        ReadOnlySpan<int> truth, ReadOnlySpan<T> scores, int classes, Averaging averaging = Averaging.Macro)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        if (!Enum.IsDefined(averaging)) MetricErrors.Unknown(averaging, nameof(averaging));
        return Metrics.RocAuc.OneVersusRest(Columns(truth, scores, classes), truth, averaging);
    }

    /// <summary>
    /// Area under the ROC curve, the mean over all pairs of classes (Hand and Till 2001; roc_auc_score with multi_class="ovo"). NaN where a
    /// class has no row.
    /// </summary>
    /// <param name="truth">True class of each row.</param>
    /// <param name="scores">Probabilities, [rows, classes], row by row; each row sums to 1.</param>
    /// <param name="classes">The length of the label list.</param>
    /// <param name="averaging">Plain mean over the pairs, or weighted with the pairs' rows. Default macro.</param>
    /// <exception cref="ArgumentException">
    /// There is no row, a length or a class does not fit, a row does not sum to 1, or averaging is micro.
    /// </exception>
    public static double RocAucOvo<T>(
        ReadOnlySpan<int> truth, ReadOnlySpan<T> scores, int classes, Averaging averaging = Averaging.Macro)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        if (!Enum.IsDefined(averaging)) MetricErrors.Unknown(averaging, nameof(averaging));
        if (averaging == Averaging.Micro) MetricErrors.PairsHaveNoMicro(nameof(averaging));
        return Metrics.RocAuc.OneVersusOne(Columns(truth, scores, classes), truth, averaging);
    }

    private static ScoreColumns<T> Columns<T>(ReadOnlySpan<int> truth, ReadOnlySpan<T> scores, int classes)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        CheckScores(truth, scores, classes);
        for (var i = 0; i < truth.Length; i++) ScoreRow.RequireDistribution(scores.Slice(i * classes, classes), i, nameof(scores));
        return ScoreColumns<T>.From(scores, classes);
    }

    private static void CheckScores<T>(ReadOnlySpan<int> truth, ReadOnlySpan<T> scores, int classes)
    {
        RequireRows(truth.Length, nameof(truth));
        if (classes < 1) MetricErrors.NoClasses(classes, nameof(classes));
        if (scores.Length != (long)truth.Length * classes)
            MetricErrors.Length("scores", scores.Length, (long)truth.Length * classes, nameof(scores));
        foreach (var t in truth)
        {
            if ((uint)t >= (uint)classes) MetricErrors.ClassIndex("truth", t, classes, nameof(truth));
        }
    }
}
