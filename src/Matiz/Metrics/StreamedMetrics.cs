using Matiz.Data;

namespace Matiz.Metrics;

/// <summary>
/// What is accumulated of predicted rows (counts, sums, perhaps every score), from which the metrics of <see cref="MetricCatalog"/> are
/// computed. <see cref="ClassificationMetrics"/>, <see cref="MultiLabelMetrics"/> and <see cref="RegressionMetrics"/> are built in; a task
/// of your own may accumulate something else.
/// </summary>
/// <remarks>An instance belongs to one thread at a time.</remarks>
public abstract class StreamedMetrics
{
    private double _losses;

    /// <summary>The number of rows added.</summary>
    public abstract long Rows { get; }

    /// <summary>Whether every score is kept, which some metrics need.</summary>
    public abstract bool KeepsEveryScore { get; }

    /// <summary>Whether the rows came with their losses.</summary>
    public bool HasLosses { get; private set; }

    /// <summary>The mean of the rows' losses.</summary>
    /// <exception cref="InvalidOperationException">No row was added, or none came with its loss.</exception>
    public double MeanLoss =>
        Rows == 0 ? throw MetricErrors.NoRows() : HasLosses ? _losses / Rows : throw MetricErrors.NoLosses();

    /// <summary>Adds a row.</summary>
    /// <param name="truth">Its label.</param>
    /// <param name="predicted">What is predicted: a label of the same kind.</param>
    /// <param name="scores">What the prediction was chosen by.</param>
    /// <param name="loss">The row's training loss; given with every row or with none. Default none.</param>
    /// <exception cref="ArgumentException">Something does not fit; the row is not counted then.</exception>
    public abstract void Add(Label truth, Label predicted, ReadOnlySpan<float> scores, double? loss = null);

    /// <summary>Precision, recall and F₁ of each class; null where there are no classes.</summary>
    /// <param name="labels">The class names, in the order of the indices.</param>
    /// <exception cref="InvalidOperationException">No row was added.</exception>
    public virtual ClassificationReport? ReportOf(IReadOnlyList<string> labels) => null;

    /// <summary>
    /// Every metric that can be computed, by its name without prefix, in the order of the catalog. A value that is undefined for these
    /// rows, or beyond double, is null.
    /// </summary>
    /// <exception cref="InvalidOperationException">No row was added.</exception>
    public IReadOnlyDictionary<string, double?> Compute()
    {
        if (Rows == 0) throw MetricErrors.NoRows();
        var values = new OrderedDictionary<string, double?>(StringComparer.Ordinal);
        foreach (var metric in MetricCatalog.For(this))
        {
            if (metric.CanCompute(this)) values.TryAdd(metric.Name, MetricValue.OrNull(metric.Compute(this)));
        }

        return values;
    }

    /// <summary>Checks the loss of a row, before anything of the row is counted.</summary>
    /// <param name="loss">The loss, or null.</param>
    /// <exception cref="ArgumentException">It is not finite, or is given with some rows only.</exception>
    protected void CheckLoss(double? loss)
    {
        if (Rows > 0 && loss.HasValue != HasLosses) MetricErrors.LossOnSomeRows(Rows, loss.HasValue, nameof(loss));
        if (loss is { } value && !double.IsFinite(value)) MetricErrors.NotFinite("the loss", Rows, value, nameof(loss));
    }

    /// <summary>Adds the loss of a row, which was checked before.</summary>
    /// <param name="loss">The loss, or null.</param>
    protected void AddLoss(double? loss)
    {
        if (loss is not { } value) return;
        _losses += value;
        HasLosses = true;
    }
}
