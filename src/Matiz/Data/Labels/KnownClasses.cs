namespace Matiz.Data.Labels;

/// <summary>Where the known classes come from; it decides how a label is looked up and what a message says of an unknown one.</summary>
internal enum LabelOrigin
{
    /// <summary>The training rows: a label must stand there letter for letter.</summary>
    Training,

    /// <summary><c>--labels</c>.</summary>
    Given,

    /// <summary>The card of the dataset.</summary>
    Card,

    /// <summary>A trained model.</summary>
    Model,
}

/// <summary>Classes that are fixed.</summary>
/// <param name="labels">The classes.</param>
/// <param name="origin">Where they come from.</param>
/// <param name="reading">What numbers mean.</param>
/// <param name="kind">What a label is.</param>
/// <param name="separator">What divides several labels in one text.</param>
internal sealed class KnownClasses(ClassLabel labels, LabelOrigin origin, LabelReading reading, LabelKind kind, string separator)
    : LabelClasses(reading, separator)
{
    public override ClassLabel Known => labels;

    internal override int IndexOfRaw(string raw, RowSource place) =>
        raw.Trim() is var label && label.Length != raw.Length && labels.TryIndexOf(raw, out int index) ? index : IndexOf(label, place);

    public override int IndexOf(string label, RowSource place)
    {
        bool found = Reading == LabelReading.Indices
            ? labels.TryIndexOfNumber(label, out int index)
            : labels.TryIndexOfTrimmed(label, out index);
        if (found) return index;
        string message = origin switch
        {
            LabelOrigin.Training => $"the label '{label}' was not seen in training. The training rows have {labels.Listed()}. "
                + "Correct or remove the row, or add training rows with this label.",
            LabelOrigin.Given => $"the label '{label}' is none of the given ones. Expected {labels.Listed()}, "
                + $"or an index from 0 to {labels.Count - 1}. "
                + "Correct the row or DataOptions.LabelNames.",
            LabelOrigin.Card => $"the label '{label}' is none of those that the dataset's card names. Expected {labels.Listed()}, "
                + $"or an index from 0 to {labels.Count - 1}. Correct the row or the card.",
            _ when labels.Repeated.Contains(label, StringComparer.Ordinal) =>
                $"the label '{label}' is the name of several classes of the model (indices "
                + $"{string.Join(", ", labels.IndicesNamed(label))}). "
                + "One class was expected. "
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

        if (kind == LabelKind.Indices) return SeparatorWatch.Hint(label, labels);
        bool isDecimal = label.EndsWith(".0", StringComparison.Ordinal)
            && (labels.TryIndexOf(label[..^2], out _) || (origin != LabelOrigin.Training && labels.TryIndexOfNumber(label[..^2], out _)));
        return isDecimal ? " It is a whole number written as a decimal, as pandas writes a column that had gaps: "
            + "write whole numbers (df['label'].astype(int))." : "";
    }
}
