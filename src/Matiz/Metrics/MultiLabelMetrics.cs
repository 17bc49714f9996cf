using System.Runtime.InteropServices;
using Matiz.Metrics.Draws;

namespace Matiz.Metrics;

/// <summary>
/// Metrics of multi-label classification, where each row has any number of labels; streamed as <see cref="ClassificationMetrics"/>,
/// with definitions as in scikit-learn 1.9.
/// </summary>
/// <remarks>An instance belongs to one thread at a time.</remarks>
public sealed partial class MultiLabelMetrics : StreamedMetrics
{
    private readonly long[] _hits;                              // by label: true and predicted
    private readonly long[] _truths;
    private readonly long[] _predictions;
    private readonly KeptScores? _scores;
    private readonly List<bool>[]? _flags;                      // [labels][rows], kept with the scores
    private readonly DrawnScores? _drawn;                       // in the place of kept scores, of a draw of rows
    private long _rows;
    private long _exactRows;
    private long _wrongCells;
    private double _samplePrecision;
    private double _sampleRecall;
    private double _sampleF1;

    /// <summary>Metrics without rows yet.</summary>
    /// <param name="labels">The length of the label list.</param>
    /// <param name="keepScores">Keep every score in memory, which ROC areas need. Default false: <c>roc_auc_macro</c> is left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 1 label.</exception>
    public MultiLabelMetrics(int labels, bool keepScores = false)
    {
        if (labels < 1) MetricErrors.NoClasses(labels, nameof(labels));
        Labels = labels;
        _hits = new long[labels];
        _truths = new long[labels];
        _predictions = new long[labels];
        if (!keepScores) return;
        _scores = new KeptScores(labels);
        _flags = new List<bool>[labels];
        for (var k = 0; k < labels; k++) _flags[k] = [];
    }

    /// <summary>The metrics of a draw of rows, whose areas follow from scores that are sorted already.</summary>
    internal MultiLabelMetrics(int labels, DrawnScores drawn)
        : this(labels) => _drawn = drawn;

    /// <summary>The length of the label list.</summary>
    public int Labels { get; }

    /// <summary>The number of rows added.</summary>
    public override long Rows => _rows;

    /// <summary>Whether the scores are kept, which ROC areas need.</summary>
    public bool KeepsScores => _scores is not null || _drawn is not null;

    /// <inheritdoc/>
    public override bool KeepsEveryScore => KeepsScores;

    /// <summary>The share of rows with every label right.</summary>
    /// <exception cref="InvalidOperationException">No row was added.</exception>
    public double SubsetAccuracy => (double)_exactRows / RequireRows();

    /// <summary>The share of wrong labels among rows × labels.</summary>
    /// <exception cref="InvalidOperationException">No row was added.</exception>
    public double HammingLoss => (double)_wrongCells / RequireRows() / Labels;

    /// <summary>The mean over the rows of F₁ = 2·hits / (true + predicted labels); a row without either counts 0.</summary>
    /// <exception cref="InvalidOperationException">No row was added.</exception>
    public double F1Samples => _sampleF1 / RequireRows();

    /// <summary>
    /// Area under the ROC curve, the plain mean over the labels; NaN where some label is true in every row, or in none.
    /// </summary>
    /// <exception cref="InvalidOperationException">No row was added, or the scores were not kept.</exception>
    public double RocAucMacro
    {
        get
        {
            RequireRows();
            if (_drawn is not null) return _drawn.MeanArea;
            if (_scores is null) throw MetricErrors.ScoresNotKept("ROC AUC", "keepScores");
            double sum = 0;
            for (var k = 0; k < Labels; k++) sum += _scores.Column(k, CollectionsMarshal.AsSpan(_flags![k]));
            return sum / Labels;
        }
    }

    /// <summary>The counts of each label, in the order of the label list, from which its precision, recall and F follow.</summary>
    public ClassCounts[] ClassCounts()
    {
        var result = new ClassCounts[Labels];
        for (var k = 0; k < Labels; k++) result[k] = new ClassCounts(_hits[k], _truths[k], _predictions[k]);
        return result;
    }

    /// <summary>Precision over all labels of the list; see <see cref="ConfusionMatrix.Precision"/>.</summary>
    public double Precision(Averaging averaging, double zeroDivision = 0) =>
        Average(averaging, zeroDivision, static (c, zero) => c.Precision(zero));

    /// <summary>Recall over all labels of the list; see <see cref="ConfusionMatrix.Recall"/>.</summary>
    public double Recall(Averaging averaging, double zeroDivision = 0) =>
        Average(averaging, zeroDivision, static (c, zero) => c.Recall(zero));

    /// <summary>F₁ over all labels of the list; see <see cref="ConfusionMatrix.F1"/>.</summary>
    public double F1(Averaging averaging, double zeroDivision = 0) => FBeta(1, averaging, zeroDivision);

    /// <summary>F_β over all labels of the list; see <see cref="ConfusionMatrix.FBeta"/>.</summary>
    public double FBeta(double beta, Averaging averaging, double zeroDivision = 0) =>
        Average(averaging, zeroDivision, (c, zero) => c.FBeta(beta, zero));

    /// <summary>
    /// Precision, recall, F₁ and support of each label with their averages, <c>samples avg</c> being the mean over the rows.
    /// </summary>
    /// <param name="labels">The label names, in the order of the indices.</param>
    /// <exception cref="ArgumentException">The names are not as many as the labels.</exception>
    /// <exception cref="InvalidOperationException">No row was added.</exception>
    public ClassificationReport Report(IReadOnlyList<string> labels)
    {
        var rows = RequireRows();
        return ClassificationReport.From(
            ClassCounts(),
            labels,
            support => new("samples avg", _samplePrecision / rows, _sampleRecall / rows, _sampleF1 / rows, support));
    }

    /// <inheritdoc/>
    public override ClassificationReport? ReportOf(IReadOnlyList<string> labels) => Report(labels);

    private double Average(Averaging averaging, double zeroDivision, Func<ClassCounts, double, double> score)
    {
        RequireRows();
        if (!Enum.IsDefined(averaging)) MetricErrors.Unknown(averaging, nameof(averaging));
        return Metrics.ClassCounts.Average(ClassCounts(), averaging, zeroDivision, score);
    }

    private long RequireRows() => Rows == 0 ? throw MetricErrors.NoRows() : Rows;
}
