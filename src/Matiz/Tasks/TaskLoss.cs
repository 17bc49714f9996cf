using Matiz.Data;
using Matiz.Tensors;

namespace Matiz.Tasks;

/// <summary>The rows of a dataset as a task sees them.</summary>
/// <param name="Labels">The label of each row.</param>
/// <param name="TokenCounts">The tokens of each row, special tokens included.</param>
public sealed record TaskRows(IReadOnlyList<Label> Labels, IReadOnlyList<int> TokenCounts);

/// <summary>What a loss is made with.</summary>
/// <param name="Labels">Labels of the model.</param>
/// <param name="LabelSmoothing">The share of the target that is spread over all classes; of tasks that weigh classes. Default 0.</param>
/// <param name="ClassWeights">One a label, of tasks that weigh classes; null (the default): all weigh 1.</param>
public sealed record LossOptions(int Labels, double LabelSmoothing = 0, float[]? ClassWeights = null);

/// <summary>
/// The loss of the rows of one dataset. Their labels have become targets, which only the task understands: a trainer sees rows, their units
/// and what each unit counts.
/// </summary>
public abstract class TaskLoss
{
    /// <summary>
    /// What Keras calls this loss, the usual name first, such as <c>sparse_categorical_crossentropy</c>. Default none: a loss of your own
    /// is that of its task, and no other name may ask for it.
    /// </summary>
    public virtual IReadOnlyList<string> KerasNames => [];

    /// <summary>The loss of each unit, weights of classes included as factors: [units, 1].</summary>
    /// <param name="tape">The tape of this pass.</param>
    /// <param name="logits">[units, labels]</param>
    /// <param name="rows">The rows of this pass, by their places in the dataset.</param>
    public abstract Tensor Forward(Tape tape, Tensor logits, ReadOnlySpan<int> rows);

    /// <summary>
    /// What a unit counts in its batch's mean: the factor that its loss carries already, 0 for one that has no target. Default 1.
    /// </summary>
    /// <param name="row">The row's place in the dataset.</param>
    /// <param name="unit">The unit, from 0.</param>
    public virtual float WeightOf(int row, int unit) => 1;

    /// <summary>
    /// The mean loss of a row in double, without weights, for one that is beyond 32-bit numbers: finite logits of ±3e38 have a finite loss.
    /// </summary>
    /// <param name="row">The row's place in the dataset.</param>
    /// <param name="logits">Finite, [units of the row, labels].</param>
    public abstract double WideOf(int row, ReadOnlySpan<float> logits);
}
