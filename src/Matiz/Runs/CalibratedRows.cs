using Matiz.Data;
using Matiz.Inference;
using Matiz.Training;

namespace Matiz.Runs;

/// <summary>
/// Predicted rows as a calibration gives them, so that whoever reads a run says what <c>predict</c> and <c>evaluate</c> say of its model.
/// </summary>
public static class CalibratedRows
{
    /// <summary>The row with calibrated scores and labels; its logits and its loss stay raw.</summary>
    /// <param name="row">A row as <c>predictions.jsonl</c> holds it.</param>
    /// <param name="calibration">What scores and labels go by.</param>
    /// <param name="labels">The classes; null for regression, which has nothing to calibrate.</param>
    /// <param name="problemType">What a label is.</param>
    public static PredictionRecord Calibrated(
        this PredictionRecord row, ModelCalibration calibration, ClassLabel? labels, ProblemType problemType)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(calibration);
        if (labels is null || problemType == ProblemType.Regression || calibration.ChangesNothing) return row;
        float[] scores = calibration.Temperature == 1 ? [.. row.Scores] : Scores.Of([.. row.Logits], problemType, calibration.Temperature);
        return problemType == ProblemType.MultiLabelClassification
            ? row with { Scores = scores, Predicted = Label.OfIndices(calibration.LabelsOf(scores, labels)) }
            : row with { Scores = scores, IsAnswered = calibration.Answers(scores[row.Predicted.Index]) };    // a temperature keeps the order
    }

    /// <summary>For each label a threshold that gives exactly the labels which a row was given, whatever made them.</summary>
    internal static float[] ThresholdsThatGive(PredictionRecord row, int classes)
    {
        float[] thresholds = new float[classes];
        Array.Fill(thresholds, 1);                              // no score lies above
        foreach (int label in row.Predicted.Indices) thresholds[label] = -1;
        return thresholds;
    }
}
