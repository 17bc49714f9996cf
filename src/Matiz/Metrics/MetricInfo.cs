namespace Matiz.Metrics;

/// <summary>A metric: its name, direction and meaning, and the function that computes it; see <see cref="Metric{TMetrics}"/>.</summary>
/// <param name="Name">Its key without prefix, as in <c>all_results.json</c> behind <c>eval_</c> and <c>test_</c>.</param>
/// <param name="GreaterIsBetter">False for losses and errors.</param>
/// <param name="Meaning">What it says, in one line.</param>
public abstract record MetricInfo(string Name, bool GreaterIsBetter, string Meaning)
{
    /// <summary>Whether it needs the loss of every row besides the counts. Default false.</summary>
    public bool NeedsLosses { get; init; }

    /// <summary>Whether it needs every score, kept in memory, besides the counts. Default false.</summary>
    public bool NeedsScores { get; init; }

    /// <summary>Whether it is defined for rows of this kind: labels of one class, sets of classes, numbers.</summary>
    /// <param name="metrics">What accumulates such rows; it may be empty.</param>
    public abstract bool Fits(StreamedMetrics metrics);

    /// <summary>Whether it can be computed of these rows: it fits, and what it needs was kept.</summary>
    /// <param name="metrics">What was accumulated.</param>
    public bool CanCompute(StreamedMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        return Fits(metrics)
            && (metrics.HasLosses || !NeedsLosses)
            && (metrics.KeepsEveryScore || !NeedsScores);
    }

    /// <summary>The value; NaN where it is undefined for these rows.</summary>
    /// <param name="metrics">What was accumulated.</param>
    /// <exception cref="ArgumentException">The metric does not fit these rows.</exception>
    public abstract double Compute(StreamedMetrics metrics);
}

/// <summary>A metric of rows that are accumulated in one way.</summary>
/// <typeparam name="TMetrics">
/// What it is computed from: <see cref="ClassificationMetrics"/> (one class a row), <see cref="MultiLabelMetrics"/> (sets of classes),
/// <see cref="RegressionMetrics"/> (numbers), or a class of your own.
/// </typeparam>
/// <param name="Name">Its key without prefix.</param>
/// <param name="GreaterIsBetter">False for losses and errors.</param>
/// <param name="Meaning">What it says, in one line.</param>
/// <param name="Function">Computes it; NaN where it is undefined for the rows.</param>
/// <example>
/// <code>
/// MetricCatalog.Register(new Metric&lt;ClassificationMetrics&gt;(
///     "top_2_accuracy", GreaterIsBetter: true, "true class among the first two", m =&gt; m.TopKAccuracy(2)));
/// </code>
/// </example>
public sealed record Metric<TMetrics>(string Name, bool GreaterIsBetter, string Meaning, Func<TMetrics, double> Function)
    : MetricInfo(Name, GreaterIsBetter, Meaning)
    where TMetrics : StreamedMetrics
{
    /// <inheritdoc/>
    public override bool Fits(StreamedMetrics metrics) => metrics is TMetrics;

    /// <inheritdoc/>
    public override double Compute(StreamedMetrics metrics) => metrics is TMetrics rows
        ? Function(rows)
        : throw new ArgumentException(
            $"'{Name}' is computed from {typeof(TMetrics).Name}, but the rows are accumulated in {metrics?.GetType().Name ?? "nothing"}. "
            + "Rows that fit were expected. Ask MetricInfo.Fits first.",
            nameof(metrics));
}
