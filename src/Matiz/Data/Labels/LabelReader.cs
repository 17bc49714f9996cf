using System.Globalization;
using System.Text.Json;

namespace Matiz.Data.Labels;

/// <summary>Where the known classes come from; it decides how a label is looked up and what a message says of an unknown one.</summary>
internal enum LabelOrigin
{
    /// <summary>The training rows: a label must stand there letter for letter.</summary>
    Training,

    /// <summary><c>--labels</c>: a name, else a whole number as index.</summary>
    Given,

    /// <summary>A trained model: a name, else a whole number as index.</summary>
    Model,
}

/// <summary>Understands the label of a row, or says with file and line why it cannot.</summary>
internal abstract class LabelReader
{
    /// <summary>A reader for known classes, or for numbers.</summary>
    public static LabelReader For(ProblemType problemType, ClassLabel? labels, LabelOrigin origin, DataOptions options)
    {
        if (problemType == ProblemType.Regression) return new ValueReader();
        ArgumentNullException.ThrowIfNull(labels);
        var classes = new KnownClasses(labels, origin);
        return problemType == ProblemType.MultiLabelClassification
            ? new MultiLabelReader(classes, options.LabelSeparator)
            : new SingleLabelReader(classes);
    }

    /// <summary>The label, never <see cref="Label.None"/>.</summary>
    /// <exception cref="DataException">It is missing, of another kind, or unknown.</exception>
    public abstract Label Read(RawLabel raw, RowSource place);

    internal static DataException Error(RowSource place, string message) => new(place.File.Length == 0 ? place.Split : DataSource.Display(place.File), place.Line, message);
}

/// <summary>Gives a label's index; the classes may still be growing.</summary>
internal interface IClassIndex
{
    int IndexOf(string label, RowSource place);
}

/// <summary>One class a row.</summary>
internal sealed class SingleLabelReader(IClassIndex classes) : LabelReader
{
    public override Label Read(RawLabel raw, RowSource place)
    {
        if (raw.List is not null)
        {
            throw Error(place, $"the label is a list of {raw.List.Length}. One label a row was expected. For several give --problem-type multi_label_classification (DataOptions.ProblemType).");
        }

        string label = raw.Text?.Trim() ?? "";
        if (label.Length == 0) throw Error(place, "the row has no label. A class was expected. Fill it in, or remove the row.");
        return Label.OfIndex(classes.IndexOf(label, place));
    }
}

/// <summary>Any number of classes a row: a JSON array, or a text divided by a separator; an empty text is none of the classes.</summary>
internal sealed class MultiLabelReader(IClassIndex classes, string separator) : LabelReader
{
    public override Label Read(RawLabel raw, RowSource place)
    {
        if (raw.IsMissing) throw Error(place, "the row has no labels. A list, even an empty one, was expected. Fill it in, or remove the row.");
        IEnumerable<string> items = raw.List ?? Divide(raw.Text!, place);
        return Label.OfIndices(items.Select(item => item.Trim()).Where(item => item.Length > 0).Select(item => classes.IndexOf(item, place)).ToList());
    }

    private string[] Divide(string text, RowSource place)
    {
        string trimmed = text.Trim();
        if (!trimmed.StartsWith('[') || !trimmed.EndsWith(']')) return text.Split(separator);
        try
        {
            using var array = JsonDocument.Parse(trimmed);
            return [.. array.RootElement.EnumerateArray().Select(item => item.ValueKind switch
            {
                JsonValueKind.String => item.GetString()!,
                JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => item.GetRawText(),
                _ => throw new JsonException(),
            })];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw Error(place, $"the labels '{Shorten(trimmed)}' look like a JSON array and are none. An array of strings, or labels divided by '{separator}', was expected. Correct them.");
        }
    }

    private static string Shorten(string text) => text.Length <= 60 ? text : string.Concat(text.AsSpan(0, 60), "…");
}

/// <summary>A number a row.</summary>
internal sealed class ValueReader : LabelReader
{
    public override Label Read(RawLabel raw, RowSource place)
    {
        if (raw.List is not null) throw Error(place, $"the label is a list of {raw.List.Length}. A number was expected, for --problem-type regression. Correct the row.");
        string text = raw.Text?.Trim() ?? "";
        if (text.Length == 0) throw Error(place, "the row has no label. A number was expected, for --problem-type regression. Fill it in, or remove the row.");
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && float.IsFinite((float)value))
        {
            return Label.OfValue((float)value);
        }

        throw Error(place, $"the label '{text}' is no finite number. One like 0.5 was expected, for --problem-type regression. Correct it, or leave --problem-type out for classes.");
    }
}

/// <summary>Classes that are fixed.</summary>
internal sealed class KnownClasses(ClassLabel labels, LabelOrigin origin) : IClassIndex
{
    public int IndexOf(string label, RowSource place)
    {
        bool found = origin == LabelOrigin.Training ? labels.TryIndexOf(label, out int index) : labels.TryResolve(label, out index);
        if (found) return index;
        throw LabelReader.Error(place, origin switch
        {
            LabelOrigin.Training => $"the label '{label}' was not seen in training. The training rows have {labels.Listed()}. Correct or remove the row, or add training rows with this label.",
            LabelOrigin.Given => $"the label '{label}' is none of the given ones. Expected {labels.Listed()}, or an index from 0 to {labels.Count - 1}. "
                + "Correct the row or --labels (DataOptions.LabelNames).",
            _ => $"the label '{label}' is unknown to the model. It knows {labels.Listed()}, or an index from 0 to {labels.Count - 1}. "
                + "Correct or remove the row, or use the model that was trained on it.",
        });
    }
}

/// <summary>
/// Classes as they are met in the training rows, numbered in the order of their first row; <see cref="Complete"/> gives the final
/// order and what each provisional number becomes.
/// </summary>
internal sealed class GrowingClasses : IClassIndex
{
    private readonly Dictionary<string, int> _provisional = new(StringComparer.Ordinal);
    private readonly List<RowSource> _first = [];

    public int Count => _provisional.Count;

    public int IndexOf(string label, RowSource place)
    {
        if (_provisional.TryGetValue(label, out int index)) return index;
        index = _provisional.Count;
        _provisional.Add(label, index);
        _first.Add(place);
        return index;
    }

    /// <summary>The classes in their final order, and the final index of each provisional one.</summary>
    /// <exception cref="DataException">All labels are numbers and some are decimals: that is regression.</exception>
    public (ClassLabel Labels, int[] Final) Complete()
    {
        var numbers = _provisional.Keys.ToLookup(IsDecimal);
        if (numbers[true].Any() && numbers[false].All(label => ClassLabel.TryWholeNumber(label, out _)))
        {
            string label = numbers[true].First();
            throw LabelReader.Error(
                _first[_provisional[label]],
                $"the label '{label}' is a decimal. Names or whole numbers were expected for classes. To learn numbers give --problem-type regression (DataOptions.ProblemType).");
        }

        var labels = ClassLabel.FromLabels(_provisional.Keys);
        var final = new int[_provisional.Count];
        foreach (var (name, index) in _provisional) final[index] = labels.IndexOf(name);
        return (labels, final);
    }

    private static bool IsDecimal(string label) =>
        label.AsSpan().IndexOfAny('.', 'e', 'E') >= 0
        && double.TryParse(label, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
        && double.IsFinite(value);
}
