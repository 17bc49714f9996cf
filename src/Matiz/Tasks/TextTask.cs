using Matiz.Data;
using Matiz.Models;

namespace Matiz.Tasks;

/// <summary>
/// What is asked about a text: one class, several, a number. The task decides what a label is, the loss that training lowers, what logits
/// mean, how a decision is made of them, what is measured, and how answers are written; whoever trains, predicts, measures or reports asks
/// the task and does not know which one it is.
/// </summary>
/// <remarks>
/// A task of your own derives from <see cref="SingleLabelTask"/>, <see cref="MultiLabelTask"/> or <see cref="RegressionTask"/> where it
/// differs in part, or from this class, and is registered under its own name, which config.json has as <c>problem_type</c>. Tasks keep
/// nothing between calls; threads share them.
/// </remarks>
public abstract partial class TextTask
{
    // The list: a task is one line here.
    private static TextTask[] _all = [new SingleLabelTask(), new MultiLabelTask(), new RegressionTask()];

    /// <summary>A task.</summary>
    /// <param name="name">Its name in config.json, such as <c>regression</c>.</param>
    /// <param name="labels">Understands the labels of its rows; <see cref="LabelReaders"/> has the usual ones.</param>
    protected TextTask(string name, LabelReader labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        Name = new ProblemType(name);
        LabelReader = labels.ProblemType == Name ? labels : new NamedLabelReader(Name, labels);
    }

    /// <summary>Every task, the built-in ones first.</summary>
    public static IReadOnlyList<TextTask> All => _all;

    /// <summary>The name of the task, as config.json has it.</summary>
    public ProblemType Name { get; }

    /// <summary>Understands the labels of rows.</summary>
    public LabelReader LabelReader { get; }

    /// <summary>What every label is.</summary>
    public LabelKind LabelKind => LabelReader.Kind;

    /// <summary>Whether labels are classes, each with a score, rather than numbers.</summary>
    public bool HasClasses => LabelReader.HasClasses;

    /// <summary>The task of a model.</summary>
    /// <exception cref="DataException">No task has the name that its config.json says.</exception>
    public static TextTask For(SequenceClassificationModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return For(model.ProblemType);
    }

    /// <summary>The task of a name.</summary>
    /// <exception cref="DataException">No task has this name.</exception>
    public static TextTask For(ProblemType name) =>
        Array.Find(_all, task => task.Name == name)
        ?? throw new DataException(
            $"there is no task '{name}'. One of {string.Join(", ", _all.Select(static task => task.Name))} was expected. "
            + "Register a task of your own before (TextTask.Register).");

    /// <summary>The built-in task of a kind of label: what a classifier that knows no task of its own does.</summary>
    internal static TextTask Plain(LabelKind kind) => Array.Find(_all, task => task.LabelKind == kind)!;

    /// <summary>Adds a task, and the reader of its labels, so that its name is found in config.json, in data options and in runs.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public static void Register(TextTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        Registration.Add(ref _all, task, before =>
        {
            if (Array.TrueForAll(before, other => other.Name != task.Name)) return;
            throw new ArgumentException(
                $"there is a task '{task.Name}' already. A name of its own was expected. Rename it.", nameof(task));
        });

        if (!LabelReaders.Knows(task.Name)) LabelReaders.Register(task.LabelReader);
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name.Name;
}
