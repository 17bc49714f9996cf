using Matiz.Data;
using Matiz.Metrics;
using Matiz.Tasks;
using Matiz.Training;

namespace Matiz.Cli.Runs;

/// <summary>Precision, recall and F1 of each class, from predictions.</summary>
internal static class ClassTables
{
    /// <summary>The report; null where there are no classes, and for rows without labels.</summary>
    public static ClassificationReport? ReportOf(PredictionOutput output, ClassLabel labels, ProblemType problemType)
    {
        var task = TextTask.For(problemType);
        if (output.Losses is null || !task.HasClasses) return null;
        var metrics = task.NewMetrics(labels.Count, keepScores: false);
        for (int row = 0; row < output.Scores.Count; row++)
        {
            var decision = task.Decide(output.Predictions[row], output.Scores[row], ModelCalibration.None, labels: null);
            metrics.Add(output.LabelIds[row], decision.Label, output.Scores[row]);
        }

        return metrics.ReportOf(labels.Names);
    }
}
