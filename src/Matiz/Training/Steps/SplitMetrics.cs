using Matiz.Data;
using Matiz.Metrics;

namespace Matiz.Training;

/// <summary>The metrics of a split by name, without prefix, whatever made the scores.</summary>
internal static class SplitMetrics
{
    /// <summary>Measures rows that all have a label.</summary>
    /// <param name="problemType">What a label is.</param>
    /// <param name="classes">Labels of the model.</param>
    /// <param name="labels">The truth, one a row.</param>
    /// <param name="scores">[rows][labels]</param>
    /// <param name="losses">[rows]</param>
    public static IReadOnlyDictionary<string, double?> Measure(
        ProblemType problemType, int classes, IReadOnlyList<Label> labels, IReadOnlyList<float[]> scores, IReadOnlyList<double> losses)
    {
        switch (problemType.LabelKind)
        {
            case LabelKind.Index:
                var single = new ClassificationMetrics(classes, keepScores: true);
                for (int row = 0; row < labels.Count; row++) single.Add(labels[row].Index, scores[row], losses[row]);
                return single.Compute();
            case LabelKind.Indices:
                var multiple = new MultiLabelMetrics(classes, keepScores: true);
                for (int row = 0; row < labels.Count; row++) multiple.Add(labels[row].ToFlags(classes), scores[row], loss: losses[row]);
                return multiple.Compute();
            default:
                var regression = new RegressionMetrics(keepValues: true);
                for (int row = 0; row < labels.Count; row++) regression.Add(labels[row].Value, scores[row][0], losses[row]);
                return regression.Compute();
        }
    }
}
