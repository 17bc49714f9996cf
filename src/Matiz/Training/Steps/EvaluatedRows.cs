using Matiz.Data;
using Matiz.Tasks;

namespace Matiz.Training;

/// <summary>What <see cref="Evaluator"/> found of rows.</summary>
internal sealed class EvaluatedRows(
    TextTask task, int labelCount, IReadOnlyList<Label> labels, float[][] logits, float[]? losses, TaskLoss? loss)
{
    /// <summary>The label of each row.</summary>
    public IReadOnlyList<Label> Labels => labels;

    /// <summary>[rows][labels]</summary>
    public float[][] Logits => logits;

    /// <summary>The loss of each row; null where not all have a label.</summary>
    public float[]? Losses => losses;

    /// <summary>The scores of each row, raw: [rows][labels].</summary>
    public float[][] Scores => field ??= Array.ConvertAll(logits, row => task.ScoresOf(row));

    /// <summary>The metrics by name, without prefix; none where not all rows have a label.</summary>
    public IReadOnlyDictionary<string, double?> Measure() => losses is null
        ? new Dictionary<string, double?>(StringComparer.Ordinal)
        : task.Measure(labelCount, labels, logits, Scores, LossOf).Compute();

    /// <summary>The loss of a row as it is summed; null without one.</summary>
    public double? LossOf(int row) => losses is null ? null : WideLoss.Restore(losses[row], loss!, row, logits[row]);

    /// <summary>What the trainer gives for a split.</summary>
    /// <param name="metrics">With their prefix.</param>
    /// <param name="tokenCounts">The tokens of each row.</param>
    /// <param name="droppedTokens">Those that were cut off.</param>
    public PredictionOutput ToOutput(
        IReadOnlyDictionary<string, double?> metrics, IReadOnlyList<int> tokenCounts, IReadOnlyList<int> droppedTokens) => new()
        {
            Predictions = logits,
            Scores = Scores,
            LabelIds = labels,
            Losses = losses,
            TokenCounts = tokenCounts,
            DroppedTokens = droppedTokens,
            Metrics = metrics,
        };
}
