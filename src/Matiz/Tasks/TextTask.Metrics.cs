using Matiz.Data;
using Matiz.Metrics;

namespace Matiz.Tasks;

/// <content>What evaluation, comparison and reports ask.</content>
public abstract partial class TextTask
{
    /// <summary>The metric that decides between evaluations unless another is asked for.</summary>
    public abstract string DefaultMetric { get; }

    /// <summary>The metrics of a report's first page, the one that leads first.</summary>
    public abstract IReadOnlyList<string> Headlines { get; }

    /// <summary>The metrics whose course over the evaluations a report draws. Default those of the first page.</summary>
    public virtual IReadOnlyList<string> Curves => Headlines;

    /// <summary>Every metric that evaluation computes, in its order.</summary>
    public IReadOnlyList<string> MetricNames => MetricCatalog.NamesFor(NewMetrics(1));

    /// <summary>What accumulates predicted rows; its kind decides which metrics of the catalog are computed.</summary>
    /// <param name="labels">Labels of the model.</param>
    /// <param name="keepScores">Whether to keep every score, which some metrics need. Default true.</param>
    public abstract StreamedMetrics NewMetrics(int labels, bool keepScores = true);

    /// <summary>What is accumulated of predicted rows, decided without a calibration.</summary>
    /// <param name="labels">Labels of the model.</param>
    /// <param name="truth">The label of each row.</param>
    /// <param name="logits">[rows][labels]</param>
    /// <param name="scores">What <see cref="ScoresOf"/> gave for them, [rows][labels].</param>
    /// <param name="lossOf">The loss of a row by its place; null: losses are left out.</param>
    /// <param name="keepScores">Whether to keep every score, which some metrics need. Default true.</param>
    public StreamedMetrics Measure(
        int labels, IReadOnlyList<Label> truth, IReadOnlyList<float[]> logits, IReadOnlyList<float[]> scores,
        Func<int, double?>? lossOf = null, bool keepScores = true)
    {
        ArgumentNullException.ThrowIfNull(truth);
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(scores);
        var metrics = NewMetrics(labels, keepScores);
        for (int row = 0; row < truth.Count; row++)
        {
            var decision = Decide(logits[row], scores[row], ModelCalibration.None, labels: null);
            metrics.Add(truth[row], decision.Label, scores[row], lossOf?.Invoke(row));
        }

        return metrics;
    }
}
