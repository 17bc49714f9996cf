using Matiz.Data;

namespace Matiz.Tasks;

/// <content>What training asks.</content>
public abstract partial class TextTask
{
    /// <summary>The most labels of a model that can be trained and measured. Default any number.</summary>
    public virtual int MaximumLabels => int.MaxValue;

    /// <summary>Whether classes can be weighted, and labels smoothed, in the loss. Default no.</summary>
    public virtual bool WeighsClasses => false;

    /// <summary>
    /// How many units a row has: what the model gives logits for, each with its own loss and its own weight in the mean. Default 1, the row
    /// itself; of a task that judges tokens as many as there are.
    /// </summary>
    /// <param name="tokens">Tokens of the row, special tokens included.</param>
    public virtual int UnitsOf(int tokens) => 1;

    /// <summary>The class of each row, by which balanced weights are counted; asked only of tasks that weigh classes.</summary>
    /// <param name="labels">The labels of training rows.</param>
    public virtual int[] ClassesOf(IReadOnlyList<Label> labels) => [];

    /// <summary>The loss of rows, whose labels become targets here.</summary>
    /// <param name="rows">All rows of a dataset; each label fits the model.</param>
    /// <param name="options">Labels of the model, smoothing, class weights.</param>
    public abstract TaskLoss NewLoss(TaskRows rows, LossOptions options);
}
