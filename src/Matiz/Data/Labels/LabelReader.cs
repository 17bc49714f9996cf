using System.Globalization;

namespace Matiz.Data.Labels;

/// <summary>Where the known classes come from; it decides how a label is looked up and what a message says of an unknown one.</summary>
internal enum LabelOrigin
{
    /// <summary>The training rows: a label must stand there letter for letter.</summary>
    Training,

    /// <summary><c>--labels</c>.</summary>
    Given,

    /// <summary>A trained model.</summary>
    Model,
}

/// <summary>Understands the label of a row, or says with file and line why it cannot.</summary>
internal abstract class LabelReader
{
    /// <summary>The label, never <see cref="Label.None"/>.</summary>
    /// <exception cref="DataException">It is missing, of another kind, or unknown.</exception>
    public abstract Label Read(RawLabel raw, RowSource place);

    /// <summary>What is added where the name of a column stands in the place of a label.</summary>
    internal const string HeaderHint = " It may be a header inside the data, of files that were pasted together.";

    internal static DataException Error(RowSource place, string message) => new(place.File.Length == 0 ? place.Split : DataSource.Display(place.File), place.Line, message);
}

/// <summary>Gives a label's index; the classes may still be growing.</summary>
internal interface IClassIndex
{
    int IndexOf(string label, RowSource place);

    /// <summary>The index of a label as it stands, with blanks around it: they count only where a class is called so.</summary>
    int IndexOfRaw(string raw, RowSource place) => IndexOf(raw.Trim(), place);
}

/// <summary>One class a row.</summary>
internal sealed class SingleLabelReader(IClassIndex classes, FlagsWatch? flags = null) : LabelReader
{
    public override Label Read(RawLabel raw, RowSource place)
    {
        if (raw.List is not null)
        {
            throw Error(place, $"the label is a list of {raw.List.Length}. One label a row was expected. "
                + "For several give --problem-type multi_label_classification (DataOptions.ProblemType).");
        }

        string label = raw.Text?.Trim() ?? "";
        if (label.Length == 0) throw Error(place, "the row has no label. A class was expected. Fill it in, or remove the row.");
        flags?.See(raw, place);
        return Label.OfIndex(classes.IndexOfRaw(raw.Text!, place));
    }
}

/// <summary>Any number of classes a row: an array, or a text divided by a separator; an empty text is none of the classes.</summary>
internal sealed class MultiLabelReader(IClassIndex classes, string separator, FlagsWatch? flags = null, SeparatorWatch? separators = null) : LabelReader
{
    public override Label Read(RawLabel raw, RowSource place)
    {
        if (raw.IsMissing) throw Missing(place);
        if (LabelItems.Of(raw, separator) is not { } items)
        {
            throw Error(
                place,
                $"the labels '{LabelFlags.Show(raw)}' look like a JSON array and are none. An array of strings, "
                    + $"or labels divided by '{separator}', was expected. Correct them.");
        }

        flags?.See(raw, place);
        separators?.See(raw, place);
        var indices = new List<int>(items.Length);
        foreach (string item in items)
        {
            string label = item.Trim();
            if (label.Length == 0) continue;
            int index = classes.IndexOfRaw(item, place);
            if (indices.Contains(index)) throw Twice(label, raw, place);
            indices.Add(index);
        }

        return Label.OfIndices(indices);
    }

    internal static DataException Missing(RowSource place) =>
        Error(place, "the row has no labels. A list, even an empty one, was expected. Fill it in, or remove the row.");

    private static DataException Twice(string label, RawLabel raw, RowSource place) =>
        LabelFlags.Of(raw) is { Length: > 1 }
            ? FlagsWatch.Unnamed(raw, place)
            : Error(place, $"the label '{label}' stands twice in '{LabelFlags.Show(raw)}'. Each label at most once was expected. "
                + "Remove one.");
}

/// <summary>A number a row.</summary>
/// <param name="toTrain">Whether numbers that cannot be learned are refused: the loss and its gradient square them.</param>
internal sealed class ValueReader(bool toTrain = true) : LabelReader
{
    // 32-bit numbers end at 3.4e38, squares of 1.8e19; below, squared gradients (AdamW keeps them) are a few times as large.
    private const double Most = 1e18;

    public override Label Read(RawLabel raw, RowSource place)
    {
        if (raw.List is not null) throw Error(place, $"the label is a list of {raw.List.Length}. A number was expected, "
            + "for --problem-type regression. Correct the row.");
        string text = raw.Text?.Trim() ?? "";
        if (text.Length == 0) throw Error(place, "the row has no label. A number was expected, for --problem-type regression. "
            + "Fill it in, or remove the row.");
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !float.IsFinite((float)value))
        {
            throw Error(place, $"the label '{text}' is no finite number. One like 0.5 was expected, for --problem-type regression. "
                + "Correct it, or leave --problem-type out for classes."
                + (DataOptions.LabelColumnNames.Contains(text, StringComparer.OrdinalIgnoreCase) ? HeaderHint : ""));
        }

        if (!toTrain || Math.Abs(value) <= Most) return Label.OfValue((float)value);
        throw Error(
            place,
            $"the label '{text}' is too large: the loss squares it, and 32-bit numbers end at 3.4e38. "
                + "A number from -1e18 to 1e18 was expected. "
            + "Correct it, or divide all labels by one number.");
    }
}

/// <summary>Classes that are fixed.</summary>
internal sealed class KnownClasses(ClassLabel labels, LabelOrigin origin, LabelReading reading, bool isMulti = false) : IClassIndex
{
    public int IndexOfRaw(string raw, RowSource place) =>
        raw.Trim() is var label && label.Length != raw.Length && labels.TryIndexOf(raw, out int index) ? index : IndexOf(label, place);

    public int IndexOf(string label, RowSource place)
    {
        bool found = reading == LabelReading.Indices
            ? labels.TryIndexOfNumber(label, out int index)
            : labels.TryIndexOfTrimmed(label, out index);
        if (found) return index;
        string message = origin switch
        {
            LabelOrigin.Training => $"the label '{label}' was not seen in training. The training rows have {labels.Listed()}. "
                + "Correct or remove the row, or add training rows with this label.",
            LabelOrigin.Given => $"the label '{label}' is none of the given ones. Expected {labels.Listed()}, "
                + $"or an index from 0 to {labels.Count - 1}. "
                + "Correct the row or --labels (DataOptions.LabelNames).",
            _ when labels.Repeated.Contains(label, StringComparer.Ordinal) =>
                $"the label '{label}' is the name of several classes of the model (indices {string.Join(", ", labels.IndicesNamed(label))}). One class was expected. "
                + "Give indices in the place of names, or rename the classes in the model's config.json.",
            _ => $"the label '{label}' is unknown to the model. It knows {labels.Listed()}, or an index from 0 to {labels.Count - 1}. "
                + "Correct or remove the row, or use the model that was trained on it.",
        };
        throw LabelReader.Error(place, message + Hint(label));
    }

    private static string Composed(string text) => SimilarLabels.Composed(text.Trim());

    private string Hint(string label)
    {
        if (DataOptions.LabelColumnNames.Contains(label, StringComparer.OrdinalIgnoreCase)) return LabelReader.HeaderHint;
        string composed = Composed(label);
        bool differsInFormAlone(string name) =>
            !string.Equals(name.Trim(), label, StringComparison.Ordinal)
            && string.Equals(Composed(name), composed, StringComparison.Ordinal);
        if (labels.Names.FirstOrDefault(differsInFormAlone) is { } same)
        {
            return $" It differs from '{same}' only in its Unicode form (accents as characters of their own, or not): "
                + "bring labels and names into one form, such as NFC.";
        }

        if (isMulti) return SeparatorWatch.Hint(label, labels);
        bool isDecimal = label.EndsWith(".0", StringComparison.Ordinal)
            && (labels.TryIndexOf(label[..^2], out _) || (origin != LabelOrigin.Training && labels.TryIndexOfNumber(label[..^2], out _)));
        return isDecimal ? " It is a whole number written as a decimal, as pandas writes a column that had gaps: "
            + "write whole numbers (df['label'].astype(int))." : "";
    }
}
