using Matiz.Models;
using Matiz.Tasks;

namespace Matiz.Training.Keras;

/// <summary>What the loss of each training row is multiplied by.</summary>
internal static class RowWeights
{
    /// <summary>The product of the weights of its class and of its own; null where there are none.</summary>
    /// <exception cref="TrainingException">Weights do not fit the rows or the model.</exception>
    public static float[]? Of(
        SequenceClassificationModel model, EncodedDataset rows, ClassWeights? classWeight, IReadOnlyList<float>? sampleWeight)
    {
        if (classWeight is null && sampleWeight is null) return null;
        var weights = new float[rows.Count];
        Array.Fill(weights, 1);
        if (sampleWeight is not null) TakeRows(rows, sampleWeight, weights);
        if (classWeight is not null) MultiplyClasses(model, rows, classWeight, weights);
        return weights;
    }

    private static void TakeRows(EncodedDataset rows, IReadOnlyList<float> sampleWeight, float[] weights)
    {
        if (sampleWeight.Count != rows.Count)
        {
            throw new TrainingException(
                $"there are {sampleWeight.Count} sample weights for {rows.Count} rows of '{rows.Name}'; one for each was expected. "
                + "Correct sampleWeight.");
        }

        for (int row = 0; row < weights.Length; row++)
        {
            weights[row] = sampleWeight[row];
            if (!float.IsFinite(weights[row]) || weights[row] < 0)
            {
                throw new TrainingException(
                    $"the sample weight of row {row + 1} of '{rows.Name}' is {weights[row]}; a number not below 0 was expected. "
                    + "Correct sampleWeight.");
            }
        }
    }

    private static void MultiplyClasses(
        SequenceClassificationModel model, EncodedDataset rows, ClassWeights classWeight, float[] weights)
    {
        var task = TextTask.For(model);
        if (!task.WeighsClasses)
        {
            throw new TrainingException(
                $"class weights are given for {task}; they exist for single_label_classification only. "
                + "Leave classWeight out, or take sampleWeight.");
        }

        int[] classes = task.ClassesOf(rows.Labels);
        float[] byClass = classWeight.For(model.Labels, classes);
        for (int row = 0; row < weights.Length; row++) weights[row] *= byClass[classes[row]];
    }
}
