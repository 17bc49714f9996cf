namespace Matiz.Data;

/// <summary>What a label is. It decides the loss, the metrics and what scores mean (reference: <c>problem_type</c> of config.json).</summary>
public enum ProblemType
{
    /// <summary>One class a row; scores are a softmax. The default.</summary>
    SingleLabelClassification,

    /// <summary>Any number of classes a row, none included; each score is a sigmoid.</summary>
    MultiLabelClassification,

    /// <summary>A number a row.</summary>
    Regression,
}

/// <summary>The spelling of <see cref="ProblemType"/> in <c>config.json</c> and on the command line.</summary>
public static class ProblemTypes
{
    private static readonly (ProblemType Type, string Name)[] All =
    [
        (ProblemType.SingleLabelClassification, "single_label_classification"),
        (ProblemType.MultiLabelClassification, "multi_label_classification"),
        (ProblemType.Regression, "regression"),
    ];

    /// <summary>The three spellings, in the order of the enumeration.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(entry => entry.Name)];

    /// <summary><c>single_label_classification</c>, <c>multi_label_classification</c> or <c>regression</c>.</summary>
    public static string ToConfigName(this ProblemType type) => All.First(entry => entry.Type == type).Name;

    /// <summary>The type of a config.json spelling.</summary>
    /// <returns>False when <paramref name="name"/> is none of <see cref="Names"/>.</returns>
    public static bool TryParse(string? name, out ProblemType type)
    {
        foreach (var entry in All)
        {
            if (!string.Equals(entry.Name, name, StringComparison.Ordinal)) continue;
            type = entry.Type;
            return true;
        }

        type = default;
        return false;
    }

    /// <summary>The type of a config.json spelling.</summary>
    /// <exception cref="DataException">The name is none of <see cref="Names"/>.</exception>
    public static ProblemType Parse(string name) =>
        TryParse(name, out var type)
            ? type
            : throw new DataException($"'{name}' is no problem type. Expected {string.Join(", ", Names)}. Correct --problem-type.");
}
