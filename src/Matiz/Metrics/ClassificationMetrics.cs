using System.Numerics;
using System.Runtime.InteropServices;
using Matiz.Data;
using Matiz.Metrics.Draws;

namespace Matiz.Metrics;

/// <summary>
/// Metrics of single-label classification, streamed: rows are added one by one and only counts and sums are kept, except the scores
/// where ROC areas are asked for (one float a row and class).
/// </summary>
/// <remarks>
/// Definitions follow scikit-learn 1.9 with the full label list: a class without rows counts in macro averages (with 0), undefined
/// values are NaN. Sums are double and in the order of the rows. An instance belongs to one thread at a time.
/// </remarks>
public sealed class ClassificationMetrics : StreamedMetrics
{
    private readonly long[] _ranks;                             // rows by the rank of their true class
    private readonly List<int>? _truth;
    private readonly KeptScores? _scores;
    private readonly DrawnScores? _drawn;                       // in the place of kept scores, of a draw of rows
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

    /// <summary>The metrics of a draw of rows, whose areas follow from scores that are sorted already.</summary>
    internal ClassificationMetrics(int classes, DrawnScores drawn)
        : this(classes) => _drawn = drawn;

    /// <summary>The counts, truth by prediction, and the scores that follow from them (precision, F, κ and so on).</summary>
    public ConfusionMatrix Confusion { get; }

    /// <summary>The length of the label list.</summary>
    public int Classes => Confusion.Classes;

    /// <summary>The number of rows added.</summary>
    public override long Rows => Confusion.Rows;

    /// <summary>Whether the scores are kept, which ROC areas need.</summary>
    public bool KeepsScores => _truth is not null || _drawn is not null;

    /// <inheritdoc/>
    public override bool KeepsEveryScore => KeepsScores;

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
        Count(truth, ScoreRow.ArgMax(scores), scores, loss);
    }

    /// <inheritdoc/>
    public override void Add(Label truth, Label predicted, ReadOnlySpan<float> scores, double? loss = null)
    {
        Check(truth.Index, scores, loss);
        if ((uint)predicted.Index >= (uint)Classes) MetricErrors.ClassIndex("prediction", predicted.Index, Classes, nameof(predicted));
        _scores?.Add(scores);
        Count(truth.Index, predicted.Index, scores, loss);
    }

    /// <inheritdoc cref="Add(int, ReadOnlySpan{float}, double?)"/>
    public void Add(int truth, ReadOnlySpan<double> scores, double? loss = null)
    {
        Check(truth, scores, loss);
        _scores?.Add(scores);
        Count(truth, ScoreRow.ArgMax(scores), scores, loss);
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
        if (_drawn is not null && averaging == Averaging.Macro) return _drawn.MeanArea;
        if (_drawn is not null) return _drawn.Whole<ClassificationMetrics>().RocAucOvr(averaging);
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
        if (_drawn is not null) return _drawn.Whole<ClassificationMetrics>().RocAucOvo(averaging);
        var truth = KeptTruth("ROC AUC", averaging);
        if (averaging == Averaging.Micro) MetricErrors.PairsHaveNoMicro(nameof(averaging));
        return _scores!.OneVersusOne(truth, averaging);
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

    /// <inheritdoc/>
    public override ClassificationReport? ReportOf(IReadOnlyList<string> labels) => Report(labels);

    /// <summary>Counts a row of a draw, which was checked and looked at before.</summary>
    internal void AddDrawn(int truth, int predicted, int rank, double logLoss, double? loss)
    {
        Confusion.Add(truth, predicted);
        _ranks[rank]++;
        _logLoss += logLoss;
        AddLoss(loss);
    }

    private void Check<T>(int truth, ReadOnlySpan<T> scores, double? loss)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        if ((uint)truth >= (uint)Classes) MetricErrors.ClassIndex("truth", truth, Classes, nameof(truth));
        if (scores.Length != Classes) MetricErrors.Length("scores", scores.Length, Classes, nameof(scores));
        ScoreRow.RequireDistribution(scores, Rows, nameof(scores));
        CheckLoss(loss);
    }

    private void Count<T>(int truth, int predicted, ReadOnlySpan<T> scores, double? loss)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        Confusion.Add(truth, predicted);
        _ranks[ScoreRow.Rank(scores, truth)]++;
        _logLoss += ScoreRow.LogLoss(scores[truth]);
        AddLoss(loss);
        _truth?.Add(truth);
    }

    private ReadOnlySpan<int> KeptTruth(string metric, Averaging averaging)
    {
        if (!Enum.IsDefined(averaging)) MetricErrors.Unknown(averaging, nameof(averaging));
        if (_truth is null) throw MetricErrors.ScoresNotKept(metric, "keepScores");
        return Rows == 0 ? throw MetricErrors.NoRows() : CollectionsMarshal.AsSpan(_truth);
    }
}
