using Matiz.Data;

namespace Matiz.Tasks;

/// <summary>How a task's scores can be made honest.</summary>
public enum CalibrationMethod
{
    /// <summary>Not at all: there are no scores, or they cannot be calibrated.</summary>
    None,

    /// <summary>By a temperature that divides the logits, where the scores are a softmax.</summary>
    Temperature,

    /// <summary>By a threshold for each label.</summary>
    Thresholds,
}

/// <summary>What is decided of a text.</summary>
/// <param name="Label">The label: of the task's kind, there in any case.</param>
/// <param name="IsGiven">False where a calibration's least score leaves the text without a label.</param>
public readonly record struct Decision(Label Label, bool IsGiven = true);

/// <content>What prediction asks.</content>
public abstract partial class TextTask
{
    /// <summary>How scores are calibrated. Default not at all.</summary>
    public virtual CalibrationMethod Calibration => CalibrationMethod.None;

    /// <summary>
    /// The function that <see cref="ScoresOf"/> applies; null (the default) where it is none of the named ones.
    /// </summary>
    /// <param name="labels">Labels of the model.</param>
    public virtual ScoreFunction? ScoreFunctionOf(int labels) => null;

    /// <summary>The scores of one row, each by itself and in double precision, so that they do not depend on the batch.</summary>
    /// <param name="logits">One a label.</param>
    /// <param name="temperature">What logits are divided by, above 0; nothing of it where there is no calibration. Default 1.</param>
    public abstract float[] ScoresOf(ReadOnlySpan<float> logits, double temperature = 1);

    /// <summary>
    /// What is decided of a row. This is the one rule: predictions, records, metrics and errors all have it from here. Where one label is
    /// chosen, it is that of the greatest logit, since scores may round to equal numbers.
    /// </summary>
    /// <param name="logits">One a label.</param>
    /// <param name="scores">What <see cref="ScoresOf"/> gave for them.</param>
    /// <param name="calibration">Thresholds and the least score.</param>
    /// <param name="labels">The classes, by whose names the calibration has its thresholds; may be null where it has none.</param>
    public abstract Decision Decide(
        ReadOnlySpan<float> logits, ReadOnlySpan<float> scores, ModelCalibration calibration, ClassLabel? labels);
}
