using Matiz.Data;
using Matiz.Tasks;
using Matiz.Training;

namespace Matiz.Runs;

/// <summary>
/// Predicted rows as a calibration gives them, so that whoever reads a run says what <c>predict</c> and <c>evaluate</c> say of its model.
/// </summary>
internal static class CalibratedRows
{
    /// <summary>The row with calibrated scores and labels; its logits and its loss stay raw.</summary>
    /// <param name="row">A row as <c>predictions.jsonl</c> holds it.</param>
    /// <param name="calibration">What scores and labels go by.</param>
    /// <param name="labels">The classes; null where there are none, and nothing to calibrate.</param>
    /// <param name="problemType">The task.</param>
    public static PredictionRecord Calibrated(
        this PredictionRecord row, ModelCalibration calibration, ClassLabel? labels, ProblemType problemType)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(calibration);
        var task = TextTask.For(problemType);
        if (labels is null || !task.HasClasses || calibration.ChangesNothing) return row;
        float[] logits = [.. row.Logits];
        float[] scores = calibration.Temperature == 1 ? [.. row.Scores] : task.ScoresOf(logits, calibration.Temperature);
        var decision = task.Decide(logits, scores, calibration, labels);
        return row with { Scores = scores, Predicted = decision.Label, IsAnswered = decision.IsGiven };
    }
}
