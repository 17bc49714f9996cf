using Matiz.Tensors.Operations.Losses;

namespace Matiz.Tensors;

/// <summary>
/// Losses, one a row; how rows add up to a step's loss is the trainer's: it hands the weight of each row to
/// <see cref="Tape.Backward"/> as the gradient.
/// </summary>
public static class LossOperations
{
    /// <summary>The label of a row without a loss and a gradient, -100 (reference: <c>ignore_index</c>).</summary>
    public const int IgnoredLabel = -100;

    /// <summary>
    /// w_y·(1 - ε)·(-ln p_y) + ε/K·Σ_k w_k·(-ln p_k) with p = softmax(logits).
    /// </summary>
    /// <param name="tape">The tape of this pass.</param>
    /// <param name="logits">[rows, classes]</param>
    /// <param name="labels">
    /// The class index of each row; <see cref="IgnoredLabel"/> for one that has none, such as a token that is not asked about.
    /// </param>
    /// <param name="labelSmoothing">ε, from 0 to below 1. Default 0.</param>
    /// <param name="classWeights">w, one a class; null: all 1.</param>
    /// <returns>[rows, 1]; 0 for ignored rows.</returns>
    /// <exception cref="ArgumentException">Another number of labels than rows, or of weights than classes.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is neither a class index nor <see cref="IgnoredLabel"/>.</exception>
    public static Tensor CrossEntropy(this Tape tape, Tensor logits, int[] labels, float labelSmoothing = 0, float[]? classWeights = null)
    {
        if (labels.Length != logits.Rows)
            throw new ArgumentException($"{labels.Length} labels were given for {logits.Rows} rows.", nameof(labels));
        if (classWeights is not null && classWeights.Length != logits.Columns)
            throw new ArgumentException(
                $"{classWeights.Length} class weights were given for {logits.Columns} classes.", nameof(classWeights));
        foreach (int label in labels)
        {
            if ((uint)label >= (uint)logits.Columns && label != IgnoredLabel)
                throw new ArgumentOutOfRangeException(nameof(labels), label, $"a label is from 0 to {logits.Columns - 1}.");
        }

        var losses = tape.NewTensor(logits.Rows, 1);
        tape.Kernels.Loss.CrossEntropy(logits, labels, labelSmoothing, classWeights, losses);
        return Recorded(tape, logits, losses, (kernel, dLosses, accumulate, dLogits) =>
            kernel.CrossEntropyGradient(logits, labels, labelSmoothing, classWeights, dLosses, accumulate, dLogits));
    }

    /// <summary>
    /// Where an answer starts and ends: -ln p of the right token, with p the softmax over the tokens of each row, for either column.
    /// </summary>
    /// <param name="tape">The tape of this pass.</param>
    /// <param name="logits">[tokens, 2], of the start and of the end.</param>
    /// <param name="layout">How the rows lie.</param>
    /// <param name="starts">The first token of each row's answer, from 0 in the row; outside the row: no loss.</param>
    /// <param name="ends">The last token of each row's answer, alike.</param>
    /// <returns>[rows, 2], of the start and of the end; 0 for positions outside their row.</returns>
    /// <remarks>
    /// The reference's loss of a batch is (the mean over the starts within their rows + the mean over such ends) / 2. Its softmax runs over
    /// padding as well; here there is none.
    /// </remarks>
    /// <exception cref="ArgumentException">Another number of positions than rows, of logits than tokens, or not two columns.</exception>
    public static Tensor SpanCrossEntropy(this Tape tape, Tensor logits, RaggedLayout layout, int[] starts, int[] ends)
    {
        if (logits.Rows != layout.TokenCount || logits.Columns != 2)
            throw new ArgumentException(
                $"the logits are {logits.Rows} × {logits.Columns}; {layout.TokenCount} × 2 are expected.", nameof(logits));
        if (starts.Length != layout.RowCount || ends.Length != layout.RowCount)
            throw new ArgumentException(
                $"{starts.Length} starts and {ends.Length} ends were given for {layout.RowCount} rows.", nameof(starts));
        int[][] positions = [starts, ends];
        var losses = tape.NewTensor(layout.RowCount, 2);
        tape.Kernels.Loss.SpanCrossEntropy(logits, layout, positions, losses);
        return Recorded(tape, logits, losses, (kernel, dLosses, accumulate, dLogits) =>
            kernel.SpanCrossEntropyGradient(logits, layout, positions, dLosses, accumulate, dLogits));
    }

    /// <summary>The mean over the classes of -t·ln σ(z) - (1 - t)·ln(1 - σ(z)), for several labels a row.</summary>
    /// <param name="tape">The tape of this pass.</param>
    /// <param name="logits">z, [rows, classes]</param>
    /// <param name="targets">t, [rows, classes], 0 or 1.</param>
    /// <returns>[rows, 1]</returns>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public static Tensor SigmoidCrossEntropy(this Tape tape, Tensor logits, Tensor targets)
    {
        var losses = NewLosses(tape, logits, targets);
        tape.Kernels.Loss.SigmoidCrossEntropy(logits, targets, losses);
        return Recorded(tape, logits, losses, (kernel, dLosses, accumulate, dLogits) =>
            kernel.SigmoidCrossEntropyGradient(logits, targets, dLosses, accumulate, dLogits));
    }

    /// <summary>The mean over the columns of (value - target)².</summary>
    /// <param name="tape">The tape of this pass.</param>
    /// <param name="values">[rows, columns]</param>
    /// <param name="targets">[rows, columns]</param>
    /// <returns>[rows, 1]</returns>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public static Tensor MeanSquaredError(this Tape tape, Tensor values, Tensor targets)
    {
        var losses = NewLosses(tape, values, targets);
        tape.Kernels.Loss.MeanSquaredError(values, targets, losses);
        return Recorded(tape, values, losses, (kernel, dLosses, accumulate, dValues) =>
            kernel.MeanSquaredErrorGradient(values, targets, dLosses, accumulate, dValues));
    }

    private static Tensor NewLosses(Tape tape, Tensor values, Tensor targets) =>
        values.Rows == targets.Rows && values.Columns == targets.Columns
            ? tape.NewTensor(values.Rows, 1)
            : throw new ArgumentException(
                $"the targets are {targets.Rows} × {targets.Columns}; {values.Rows} × {values.Columns} are expected.", nameof(targets));

    private static Tensor Recorded(Tape tape, Tensor input, Tensor losses, Action<LossKernel, Tensor, bool, Tensor> gradient)
    {
        tape.Record(losses, input.RequiresGradient, dLosses =>
        {
            var dInput = tape.GradientFor(input, out bool accumulate);
            gradient(tape.Kernels.Loss, dLosses, accumulate, dInput);
        });
        return losses;
    }
}
