using System.Globalization;
using Matiz.Models;

namespace Matiz.Training;

/// <summary>
/// Why numbers are not finite any more: a weight of the model's file, sums that overflow, or a training that has diverged.
/// </summary>
internal static class TrainingFaults
{
    /// <summary>A loss or a norm of gradients that is no finite number.</summary>
    /// <param name="model">What is trained.</param>
    /// <param name="learningRate">The learning rate that was asked for.</param>
    /// <param name="step">From 1.</param>
    /// <param name="what">What is not finite.</param>
    /// <param name="value">What it is.</param>
    /// <param name="checkpoints">The steps that have a checkpoint, ascending.</param>
    public static TrainingException Diverged(
        SequenceClassificationModel model, double learningRate, int step, string what, double value, IReadOnlyList<int> checkpoints)
    {
        if (FiniteNumbers.FirstOf(model.Parameters) is { } fault)
        {
            string since = step == 1 ? "" : ", or the training has diverged: lower the learning rate";
            return new TrainingException(
                step,
                $"the {what} is {value} at step {step}, as {fault}; finite weights were expected. "
                + $"The model that is trained has it from its file: take another, or fetch it again{since}.");
        }

        if (step == 1)
        {
            return new TrainingException(
                step,
                $"the {what} is {value} at step {step}, before anything was learned, though every weight is finite: "
                + "the sums overflow single precision. Finite numbers were expected. "
                + "The weights of the model or the numbers to be learned are too large: take another model, or scale the numbers.");
        }

        string kept = checkpoints.Count == 0 ? "" : $" The checkpoint of step {checkpoints[^1]} is kept.";
        return new TrainingException(
            step,
            $"the {what} is {Text(value)} at step {step}; a finite number was expected. "
            + $"The training has diverged: lower the learning rate ({Text(learningRate)}), or lengthen the warm-up.{kept}");
    }

    /// <summary>
    /// A logit of an evaluation that is no finite number. Each step before had a finite loss: what training made of the weights is to
    /// blame, but for one that no training row used.
    /// </summary>
    public static TrainingException Unmeasurable(
        SequenceClassificationModel model, double learningRate, int step, TrainingException cause)
    {
        string why = FiniteNumbers.FirstOf(model.Parameters) is { } fault
            ? $"a logit is no finite number, as {fault}. Finite weights were expected. "
                + "The model that is trained has it from its file, or the training has diverged: take another model, or lower"
            : "a logit is no finite number, though every weight is: the sums overflow single precision. Finite numbers were expected. "
                + "The training has diverged: lower";
        return new TrainingException(step, $"evaluation after step {step}: {why} the learning rate ({learningRate}).", cause);
    }

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
