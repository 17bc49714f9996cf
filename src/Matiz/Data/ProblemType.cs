namespace Matiz.Data;

/// <summary>
/// The name of a task, as <c>problem_type</c> in config.json and on the command line has it. The task of that name decides what a label
/// is, the loss, the metrics and what scores mean. Three are built in; a task of a user's own has its own name.
/// </summary>
public readonly record struct ProblemType
{
    private const string DefaultName = "single_label_classification";

    private readonly string? _name;                             // null for the default, so that default(ProblemType) is it

    /// <summary>The name of a task.</summary>
    /// <param name="name">Its spelling in config.json, such as <c>regression</c>.</param>
    /// <exception cref="ArgumentException">Empty.</exception>
    public ProblemType(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        _name = string.Equals(name, DefaultName, StringComparison.Ordinal) ? null : name;
    }

    /// <summary>One class a row; scores are a softmax. The default.</summary>
    public static ProblemType SingleLabelClassification => default;

    /// <summary>Any number of classes a row, none included; each score is a sigmoid.</summary>
    public static ProblemType MultiLabelClassification { get; } = new("multi_label_classification");

    /// <summary>A number a row.</summary>
    public static ProblemType Regression { get; } = new("regression");

    /// <summary>The spelling in config.json.</summary>
    public string Name => _name ?? DefaultName;

    /// <summary>What every label of the task is.</summary>
    /// <exception cref="DataException">Nothing is registered under this name.</exception>
    public LabelKind LabelKind => LabelReaders.For(this).Kind;

    /// <summary>
    /// The names that are known, the built-in ones first: those whose labels can be read (<see cref="LabelReaders.All"/>).
    /// </summary>
    public static IReadOnlyList<string> Names => [.. LabelReaders.All.Select(static reader => reader.ProblemType.Name)];

    /// <summary>The type of a config.json spelling.</summary>
    /// <returns>False when <paramref name="name"/> is none of <see cref="Names"/>.</returns>
    public static bool TryParse(string? name, out ProblemType type)
    {
        type = string.IsNullOrEmpty(name) ? default : new ProblemType(name);
        return !string.IsNullOrEmpty(name) && LabelReaders.Knows(type);
    }

    /// <summary>The type of a config.json spelling.</summary>
    /// <exception cref="DataException">The name is none of <see cref="Names"/>.</exception>
    public static ProblemType Parse(string name) =>
        TryParse(name, out var type)
            ? type
            : throw new DataException(
                $"'{name}' is no problem type. Expected {string.Join(", ", Names)}. Correct DataOptions.ProblemType.");

    /// <summary>The spelling in config.json.</summary>
    public override string ToString() => Name;
}
