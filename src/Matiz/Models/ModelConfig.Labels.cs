using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Matiz.Data;
using Matiz.Formats.Json;

namespace Matiz.Models;

/// <content>Labels and problem type.</content>
public sealed partial class ModelConfig
{
    private const int DefaultLabelCount = 2;
    private const int MostUnnamedLabels = 100_000;   // a count in a file must not make us allocate what it claims

    /// <summary>
    /// The label names in the order of the logits: <c>id2label</c>, else <c>label2id</c>, else <c>LABEL_0</c>, <c>LABEL_1</c> (as many as
    /// <c>num_labels</c> says).
    /// </summary>
    /// <remarks>
    /// As in the reference, a name that is a number is its digits, and a name may stand twice (<see cref="ClassLabel.Repeated"/>).
    /// </remarks>
    /// <exception cref="ModelException">The indices are not 0, 1, 2, …, or a name is empty.</exception>
    public ClassLabel Labels => field ??= ReadLabels();

    /// <summary>Whether the file names labels or says how many there are; otherwise there are two of the default names.</summary>
    public bool HasLabels => Contains("id2label") || Contains("label2id") || Contains("num_labels");

    /// <summary>Logits a row: the number of labels.</summary>
    public int NumLabels => Labels.Count;

    /// <summary>True when the file names a problem type; false when <see cref="ProblemType"/> follows from the number of labels.</summary>
    public bool HasProblemType => Contains("problem_type");

    /// <summary>
    /// Decides loss, scores and metrics: key <c>problem_type</c>; where it is absent or null, regression for one label and single label for
    /// more.
    /// </summary>
    /// <exception cref="ModelException">The key holds something else.</exception>
    public ProblemType ProblemType
    {
        get
        {
            string? name = GetString("problem_type", null);
            if (name is null) return NumLabels == 1 ? ProblemType.Regression : ProblemType.SingleLabelClassification;
            return ProblemType.TryParse(name, out var type)
                ? type
                : throw Wrong("problem_type", _keys["problem_type"]!, string.Join(", ", ProblemType.Names));
        }
    }

    /// <summary>
    /// The same settings for other labels, as the reference writes them: <c>id2label</c>, <c>label2id</c> and <c>problem_type</c>. Two
    /// labels of the default names are not written.
    /// </summary>
    public ModelConfig WithLabels(ClassLabel labels, ProblemType problemType)
    {
        var keys = Copy();
        foreach (string stale in (string[])["num_labels", "_num_labels"]) keys.Remove(stale);
        if (labels.Names.SequenceEqual(DefaultNames(DefaultLabelCount), StringComparer.Ordinal))
        {
            keys.Remove("id2label");
            keys.Remove("label2id");
        }
        else
        {
            Set(keys, "id2label", new JsonObject(labels.Names
                .Select((name, index) => KeyValuePair.Create(index.ToString(CultureInfo.InvariantCulture), (JsonNode?)name))));
            Set(keys, "label2id", new JsonObject(labels.Names
                .Select((name, index) => KeyValuePair.Create(name, (JsonNode?)index))
                .OrderBy(pair => pair.Key, StringComparer.Ordinal)));
        }

        Set(keys, "problem_type", problemType.Name);
        return new ModelConfig(Path, keys);
    }

    /// <summary>The same settings with other labels and the problem type as it is, which heads of other tasks do not read.</summary>
    internal ModelConfig WithLabels(ClassLabel labels) =>
        WithLabels(labels, ProblemType.SingleLabelClassification).With("problem_type", _keys["problem_type"]?.DeepClone());

    /// <summary>The same settings without labels, for a head that has none.</summary>
    internal ModelConfig WithoutLabels()
    {
        var keys = Copy();
        foreach (string key in (string[])["id2label", "label2id", "num_labels", "_num_labels", "problem_type"]) keys.Remove(key);
        return new ModelConfig(Path, keys);
    }

    /// <summary>The same settings with labels of the default names, which are written unless there are two.</summary>
    internal ModelConfig WithDefaultLabels(int count) => WithLabels(new ClassLabel(DefaultNames(count)));

    /// <summary>The same settings with another problem type.</summary>
    internal ModelConfig WithProblemType(ProblemType problemType) => With("problem_type", JsonValue.Create(problemType.Name));

    private static IEnumerable<string> DefaultNames(int count) => Enumerable.Range(0, count).Select(index => $"LABEL_{index}");

    private ClassLabel ReadLabels()
    {
        var (key, pairs) = Contains("id2label") ? ("id2label", ReadIdToLabel()) : ("label2id", ReadLabelToId());
        var names = pairs ?? ReadLabelCount();
        for (int index = 0; index < names.Count; index++)
        {
            if (names[index].Index != index)
                throw new ModelException(
                    Path,
                    $"'{key}' has {names.Count} labels but none of index {index}, expected the indices 0 to {names.Count - 1}. "
                    + "Correct the file.");
        }

        try
        {
            return ClassLabel.OfModel(names.Select(pair => pair.Name));
        }
        catch (DataException e)
        {
            throw new ModelException(Path, $"'{key}': {e.Message}", e);
        }
    }

    private List<(int Index, string Name)> ReadLabelCount()
    {
        int count = GetInt32("num_labels", DefaultLabelCount, min: 1);
        return count <= MostUnnamedLabels
            ? [.. DefaultNames(count).Select((name, index) => (index, name))]
            : throw Wrong("num_labels", _keys["num_labels"]!, $"at most {MostUnnamedLabels}");
    }

    private List<(int Index, string Name)>? ReadIdToLabel()
    {
        if (_keys["id2label"] is not JsonObject labels) throw Wrong("id2label", _keys["id2label"]!, "an object of indices and names");
        var pairs = new List<(int Index, string Name)>();
        foreach (var (index, name) in labels)
        {
            if (!int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || NameOf(name) is not { } text)
                throw Wrong("id2label", labels, "an object of indices and names");
            pairs.Add((number, text));
        }

        return [.. pairs.OrderBy(pair => pair.Index)];
    }

    // {"0": 1, "1": 2} and {"0": false, "1": true} come of label columns with such values.
    private static string? NameOf(JsonNode? name) => name?.GetValueKind() switch
    {
        JsonValueKind.String =>
            PythonJson.Restore(name.ToJsonString(JsonStyles.Compact)) is var text && text.StartsWith('"') ? name.GetValue<string>() : text,
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => name.ToJsonString(),
        _ => null,
    };

    private List<(int Index, string Name)>? ReadLabelToId()
    {
        if (_keys["label2id"] is not { } node) return null;
        if (node is not JsonObject labels) throw Wrong("label2id", node, "an object of names and indices");
        var pairs = new List<(int Index, string Name)>();
        foreach (var (name, index) in labels)
        {
            if (index is not JsonValue value || !value.TryGetValue(out int number))
                throw Wrong("label2id", labels, "an object of names and indices");
            pairs.Add((number, name));
        }

        return [.. pairs.OrderBy(pair => pair.Index)];
    }
}
