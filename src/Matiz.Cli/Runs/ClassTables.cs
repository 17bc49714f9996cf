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
        return output.Losses is null || !task.HasClasses
            ? null
            : task.Measure(labels.Count, output.LabelIds, output.Predictions, output.Scores, keepScores: false).ReportOf(labels.Names);
    }
}
