using Matiz.Data;
using Matiz.Metrics;
using Matiz.Training;

namespace Matiz.Cli.Runs;

/// <summary>Precision, recall and F1 of each class, from predictions.</summary>
internal static class ClassTables
{
    /// <summary>The report; null for regression and for rows without labels.</summary>
    public static ClassificationReport? ReportOf(PredictionOutput output, ClassLabel labels, ProblemType problemType)
    {
        if (output.Losses is null) return null;
        switch (problemType.LabelKind)
        {
            case LabelKind.Index:
                var single = new ClassificationMetrics(labels.Count);
                for (int row = 0; row < output.Scores.Count; row++) single.Add(output.LabelIds[row].Index, output.Scores[row]);
                return single.Report(labels.Names);
            case LabelKind.Indices:
                var multiple = new MultiLabelMetrics(labels.Count);
                for (int row = 0; row < output.Scores.Count; row++) multiple.Add(output.LabelIds[row].ToFlags(labels.Count), output.Scores[row]);
                return multiple.Report(labels.Names);
            default:
                return null;
        }
    }
}
