using System.Numerics;
using System.Runtime.InteropServices;

namespace Matiz.Metrics;

/// <summary>
/// Metrics of single-label classification, streamed: rows are added one by one and only counts and sums are kept, except the scores
/// where ROC areas are asked for (one float a row and class).
/// </summary>
/// <remarks>
/// Definitions follow scikit-learn 1.9 with the full label list: a class without rows counts in macro averages (with 0), undefined
/// values are NaN. Sums are double and in the order of the rows. An instance belongs to one thread at a time.
/// </remarks>
public sealed class ClassificationMetrics
{
    private readonly long[] _ranks;                             // rows by the rank of their true class
    private readonly List<int>? _truth;
    private readonly LossMean _loss = new();
    private readonly KeptScores? _scores;
    private double _logLoss;

    /// <summary>Metrics without rows yet.</summary>
    /// <param name="classes">The length of the label list.</param>
    /// <param name="keepScores">Keep every score in memory, which ROC areas need. Default false: <c>roc_auc_ovr</c> is left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// Fewer than 1 class, or more than <see cref="ConfusionMatrix.MaximumClasses"/>.
    /// </exception>
    public ClassificationMetrics(int classes, bool keepScores = false)
    {
        Confusion = new ConfusionMatrix(classes);
        _ranks = new long[classes];
        if (!keepScores) return;
        _truth = [];
        _scores = new KeptScores(classes);
    }

    /// <summary>The counts, truth by prediction, and the scores that follow from them (precision, F, κ and so on).</summary>
    public ConfusionMatrix Confusion { get; }

    /// <summary>The length of the label list.</summary>
    public int Classes => Confusion.Classes;

    /// <summary>The number of rows added.</summary>
    public long Rows => Confusion.Rows;

    /// <summary>Whether the scores are kept, so that ROC areas can be had.</summary>
    public bool KeepsScores => _truth is not null;

    /// <inheritdoc cref="ConfusionMatrix.Accuracy"/>
    public double Accuracy => Confusion.Accuracy;

    /// <inheritdoc cref="ConfusionMatrix.BalancedAccuracy"/>
    public double BalancedAccuracy => Confusion.BalancedAccuracy;

    /// <inheritdoc cref="ConfusionMatrix.MatthewsCorrelation"/>
    public double MatthewsCorrelation => Confusion.MatthewsCorrelation;

    /// <summary>The mean of −ln of the true class's score, clipped to [eps, 1 − eps] of the scores' type (float32: 1.19e-7).</summary>
    /// <exception cref="InvalidOperationException">No row was added.</exception>
    public double LogLoss => Rows == 0 ? throw MetricErrors.NoRows() : _logLoss / Rows;

    /// <summary>Adds a row; the prediction is the class of the greatest score, the first of equal ones.</summary>
    /// <param name="truth">The true class.</param>
    /// <param name="scores">Probabilities after softmax, [classes].</param>
    /// <param name="loss">The row's training loss; given with every row or with none. Default none.</param>
    /// <exception cref="ArgumentOutOfRangeException">The class is negative or not below <see cref="Classes"/>.</exception>
    /// <exception cref="ArgumentException">
    /// The scores are not as many as the classes, not finite, not in [0, 1] or do not sum to 1; or the loss is not finite, or is given
    /// with some rows only. The row is not counted then.
    /// </exception>
    public void Add(int truth, ReadOnlySpan<float> scores, double? loss = null)
    {
        Check(truth, scores, loss);
        _scores?.Add(scores);
        Count(truth, scores, loss);
    }

    /// <inheritdoc cref="Add(int, ReadOnlySpan{float}, double?)"/>
    public void Add(int truth, ReadOnlySpan<double> scores, double? loss = null)
    {
        Check(truth, scores, loss);
        _scores?.Add(scores);
        Count(truth, scores, loss);
    }

    /// <inheritdoc cref="ConfusionMatrix.CohenKappa"/>
    public double CohenKappa(KappaWeights weights = KappaWeights.None) => Confusion.CohenKappa(weights);

    /// <summary>
    /// The share of rows whose true class is among the k greatest scores; the larger index wins a tie, as in scikit-learn.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">k is less than 1 or more than the number of classes.</exception>
    /// <exception cref="InvalidOperationException">No row was added.</exception>
    public double TopKAccuracy(int k)
    {
        if (k < 1 || k > Classes) MetricErrors.TopK(k, Classes, nameof(k));
        if (Rows == 0) throw MetricErrors.NoRows();
        long within = 0;
        for (var rank = 0; rank < k; rank++) within += _ranks[rank];
        return (double)within / Rows;
    }

    /// <summary>
    /// Area under the ROC curve, each class against the rest: mean over the classes, weighted with their rows, or of all scores flattened
    /// (micro). With two classes it is the area of the second one's score. NaN where a class has no row.
    /// </summary>
    /// <exception cref="InvalidOperationException">No row was added, or the scores were not kept.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Unknown averaging.</exception>
    public double RocAucOvr(Averaging averaging = Averaging.Macro)
    {
        var truth = KeptTruth("ROC AUC", averaging);
        return _scores!.OneVersusRest(truth, averaging);
    }

    /// <summary>
    /// Area under the ROC curve, the mean over all pairs of classes (Hand and Till 2001), plain (macro) or weighted with the pairs' rows.
    /// NaN where a class has no row.
    /// </summary>
    /// <exception cref="InvalidOperationException">No row was added, or the scores were not kept.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Averaging is neither macro nor weighted.</exception>
    public double RocAucOvo(Averaging averaging = Averaging.Macro)
    {
        var truth = KeptTruth("ROC AUC", averaging);
        if (averaging == Averaging.Micro) MetricErrors.PairsHaveNoMicro(nameof(averaging));
        return _scores!.OneVersusOne(truth, averaging);
    }

    /// <summary>
    /// The metrics of evaluation by their names without prefix, in the order of <see cref="MetricCatalog.SingleLabel"/>: <c>loss</c> only
    /// if losses were given, <c>roc_auc_ovr</c> only if scores are kept. A value that is undefined for these rows is null.
    /// </summary>
    /// <exception cref="InvalidOperationException">No row was added.</exception>
    public IReadOnlyDictionary<string, double?> Compute()
    {
        if (Rows == 0) throw MetricErrors.NoRows();
        var values = new OrderedDictionary<string, double?>(StringComparer.Ordinal);
        _loss.Report(values, Rows);
        var weighted = Confusion.F1(Averaging.Weighted);
        values.Add("accuracy", Accuracy);
        values.Add("f1", weighted);
        values.Add("f1_weighted", weighted);
        values.Add("f1_macro", Confusion.F1(Averaging.Macro));
        values.Add("f1_micro", Confusion.F1(Averaging.Micro));
        values.Add("precision_weighted", Confusion.Precision(Averaging.Weighted));
        values.Add("precision_macro", Confusion.Precision(Averaging.Macro));
        values.Add("recall_weighted", Confusion.Recall(Averaging.Weighted));
        values.Add("recall_macro", Confusion.Recall(Averaging.Macro));
        values.Add("balanced_accuracy", BalancedAccuracy);
        values.Add("matthews_correlation", MatthewsCorrelation);
        values.Add("cohen_kappa", MetricValue.OrNull(CohenKappa()));
        values.Add("log_loss", LogLoss);
        if (KeepsScores) values.Add("roc_auc_ovr", MetricValue.OrNull(RocAucOvr()));
        return values;
    }

    /// <summary>Precision, recall, F₁ and support of each class with their averages.</summary>
    /// <param name="labels">The class names, in the order of the indices.</param>
    /// <param name="zeroDivision">
    /// The value where a quotient is undefined: 0, 1, or NaN to leave the class out of averages. Default 0.
    /// </param>
    /// <exception cref="ArgumentException">The names are not as many as the classes.</exception>
    /// <exception cref="InvalidOperationException">No row was added.</exception>
    public ClassificationReport Report(IReadOnlyList<string> labels, double zeroDivision = 0) =>
        ClassificationReport.From(Confusion, labels, zeroDivision);

    private void Check<T>(int truth, ReadOnlySpan<T> scores, double? loss)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        if ((uint)truth >= (uint)Classes) MetricErrors.ClassIndex("truth", truth, Classes, nameof(truth));
        if (scores.Length != Classes) MetricErrors.Length("scores", scores.Length, Classes, nameof(scores));
        ScoreRow.RequireDistribution(scores, Rows, nameof(scores));
        _loss.Check(loss, Rows, nameof(loss));
    }

    private void Count<T>(int truth, ReadOnlySpan<T> scores, double? loss)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        Confusion.Add(truth, ScoreRow.ArgMax(scores));
        _ranks[ScoreRow.Rank(scores, truth)]++;
        _logLoss += ScoreRow.LogLoss(scores[truth]);
        _loss.Add(loss);
        _truth?.Add(truth);
    }

    private ReadOnlySpan<int> KeptTruth(string metric, Averaging averaging)
    {
        if (!Enum.IsDefined(averaging)) MetricErrors.Unknown(averaging, nameof(averaging));
        if (_truth is null) throw MetricErrors.ScoresNotKept(metric, "keepScores");
        return Rows == 0 ? throw MetricErrors.NoRows() : CollectionsMarshal.AsSpan(_truth);
    }
}
