namespace Matiz.Formats.Pickle;

/// <summary>The tensors of a pickled object by name: a state dictionary, or a training's checkpoint around one.</summary>
internal static class StateDictionary
{
    // What trainings call the weights beside their other state; the first that is there counts.
    private static readonly string[] Wrappers = ["state_dict", "model_state_dict", "model", "module"];

    /// <summary>Each name once; of equal names the last counts, as in Python.</summary>
    /// <exception cref="PickleException">There are no tensors, or something holds tensors that is no state dictionary.</exception>
    public static OrderedDictionary<string, PickleTensor> Read(string path, object? value)
    {
        if (value is not PickleDictionary top)
            throw Refused(path, $"the pickle holds {Describe(value)}");
        var found = Unwrap(top);
        var looked = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var tensors = new OrderedDictionary<string, PickleTensor>(StringComparer.Ordinal);
        foreach (var (key, item) in found.Pairs)
        {
            if (item is PickleTensor tensor)
                tensors[key as string ?? throw Refused(path, $"a tensor has the name {Describe(key)}")] = tensor;
            else if (item is not null && looked.Add(item) && HoldsTensors(item))
                throw Refused(path, $"'{key}' holds {Describe(item)} of tensors beside the tensors of the model");
        }

        return tensors.Count > 0 ? tensors : throw Refused(path, $"there is no tensor among the {Count(found.Pairs.Count, "value")}");
    }

    private static PickleDictionary Unwrap(PickleDictionary top)
    {
        foreach (string name in Wrappers)
        {
            if (top[name] is PickleDictionary inner && HoldsTensors(inner)) return inner;
        }

        return top;
    }

    private static bool HoldsTensors(object? value) => value switch
    {
        PickleDictionary dictionary => dictionary.Pairs.Exists(pair => pair.Value is PickleTensor),
        List<object?> list => list.Exists(item => item is PickleTensor),
        object?[] tuple => Array.Exists(tuple, item => item is PickleTensor),
        _ => false,
    };

    private static string Describe(object? value) => value switch
    {
        null => "None",
        PickleTensor => "one tensor",
        PickleDictionary dictionary => $"a dictionary ({Count(dictionary.Pairs.Count, "value")})",
        List<object?> list => $"a list ({Count(list.Count, "value")})",
        object?[] tuple => $"a tuple ({Count(tuple.Length, "value")})",
        string => "a text",
        _ => "a value",
    };

    private static string Count(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";

    private static PickleException Refused(string path, string found) => new(
        path, $"{found}. A state dictionary (names with their tensors) was expected. Save model.state_dict() alone with torch.save.");
}
