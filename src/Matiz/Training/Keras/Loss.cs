using Matiz.Models;
using Matiz.Tasks;

namespace Matiz.Training.Keras;

/// <summary>
/// What <c>Fit</c> lowers, by the names of Keras. All take the logits as they are, which Keras calls <c>from_logits=True</c>. Which loss a
/// model can have is its task's to say: one that does not fit is refused.
/// </summary>
public sealed record Loss
{
    private const string Smoothing = "categorical_crossentropy";

    private Loss(string name) => Name = name;

    /// <summary>One class a row: -ln of its probability (reference: <c>SparseCategoricalCrossentropy</c>).</summary>
    public static Loss SparseCategoricalCrossEntropy { get; } = new("sparse_categorical_crossentropy");

    /// <summary>
    /// One class a row, perhaps with label smoothing: <c>Loss.CategoricalCrossEntropy with { LabelSmoothing = 0.1 }</c> (reference:
    /// <c>CategoricalCrossentropy</c>). Labels stay class indices; nobody makes them one-hot.
    /// </summary>
    public static Loss CategoricalCrossEntropy { get; } = new(Smoothing);

    /// <summary>Any number of classes a row: the mean over them (reference: <c>BinaryCrossentropy</c>).</summary>
    public static Loss BinaryCrossEntropy { get; } = new("binary_crossentropy");

    /// <summary>A number a row: the squared error (reference: <c>MeanSquaredError</c>).</summary>
    public static Loss MeanSquaredError { get; } = new("mean_squared_error");

    /// <summary>The name as Keras has it.</summary>
    public string Name { get; }

    /// <summary>
    /// The share of the target that is spread over all classes (reference: <c>label_smoothing</c>), in training and evaluation. Default 0.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not from 0 to below 1.</exception>
    /// <exception cref="ArgumentException">This loss does not smooth.</exception>
    public double LabelSmoothing
    {
        get;
        init
        {
            if (value is not (>= 0 and < 1))
                throw new ArgumentOutOfRangeException(nameof(LabelSmoothing), value, "expected a number from 0 to below 1.");
            if (value > 0 && Name is not Smoothing)
            {
                throw new ArgumentException(
                    $"labels are to be smoothed in {Name}; only {Smoothing} does that. Take Loss.CategoricalCrossEntropy.",
                    nameof(LabelSmoothing));
            }

            field = value;
        }
    }

    /// <summary>Refuses a loss that is not that of a model's task.</summary>
    /// <exception cref="TrainingException">It belongs to another task.</exception>
    internal void RequireFit(SequenceClassificationModel model)
    {
        var task = TextTask.For(model);
        var names = task.NewLoss(new TaskRows([], []), new LossOptions(model.Labels.Count)).KerasNames;
        if (names.Contains(Name, StringComparer.Ordinal)) return;
        string expected = names.Count == 0 ? "a loss without a name of Keras" : string.Join(" or ", names);
        throw new TrainingException(
            $"the loss is {Name}, but the model is made for {task}, which has {expected}. "
            + "Compile with that, or without a loss for the task's own; or load the model for another problem type.");
    }
}
