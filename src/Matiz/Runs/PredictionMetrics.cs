using Matiz.Data;
using Matiz.Metrics;
using Matiz.Metrics.Draws;
using Matiz.Tasks;
using Matiz.Training;

namespace Matiz.Runs;

/// <summary>
/// Every metric of evaluation for any draw of predicted rows, so that a bootstrap computes them all at once; what depends on one row alone,
/// and the order of the scores, is computed once. Several threads may draw at a time.
/// </summary>
internal sealed class PredictionMetrics
{
    private readonly RowDraws _draws;
    private readonly MetricInfo[] _metrics;

    /// <summary>The metrics of rows.</summary>
    /// <param name="rows">Predicted rows, each with a label and a loss.</param>
    /// <param name="labels">The classes; null where there are none.</param>
    /// <param name="problemType">The task.</param>
    /// <exception cref="ArgumentException">A row has no label or no loss.</exception>
    public PredictionMetrics(IReadOnlyList<PredictionRecord> rows, ClassLabel? labels, ProblemType problemType)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Any(row => row.Label.Kind == LabelKind.None || row.Loss is null))
            throw new ArgumentException("a row has no label or no loss. Labelled rows were expected. Leave the others out.", nameof(rows));
        var task = TextTask.For(problemType);
        int count = labels?.Count ?? 1;
        MeasuredRow[] measured = [.. rows.Select(static row => new MeasuredRow(row.Label, row.Predicted, [.. row.Scores], row.Loss))];
        _draws = RowDraws.For(() => task.NewMetrics(count), measured);
        _metrics = [.. MetricCatalog.For(task.NewMetrics(count))];
        Names = [.. _metrics.Select(static metric => metric.Name)];
    }

    /// <summary>The metrics' names without prefix, in the order of the values.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The values for a draw; NaN: undefined for these rows.</summary>
    /// <param name="rows">Row numbers, from 0; a row may stand in them several times.</param>
    public double[] Compute(ReadOnlySpan<int> rows) => Compute(rows, _metrics);

    /// <summary>What is accumulated of all rows, in their order.</summary>
    /// <param name="rows">Row numbers, from 0.</param>
    internal StreamedMetrics Draw(ReadOnlySpan<int> rows) => _draws.Draw(rows);

    /// <summary>The values of some metrics for a draw.</summary>
    internal double[] Compute(ReadOnlySpan<int> rows, MetricInfo[] metrics)
    {
        var drawn = _draws.Draw(rows);
        return Array.ConvertAll(
            metrics, metric => metric.CanCompute(drawn) ? MetricValue.OrNull(metric.Compute(drawn)) ?? double.NaN : double.NaN);
    }

    /// <summary>The metrics of some names.</summary>
    internal MetricInfo[] Find(IEnumerable<string> names) =>
        [.. names.Select(
            name => Array.Find(_metrics, metric => string.Equals(metric.Name, name, StringComparison.Ordinal))).OfType<MetricInfo>()];
}
