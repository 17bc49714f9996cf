namespace Matiz.Data.Labels;

/// <summary>Looks whether the texts of several labels are divided by another separator than the one that was said.</summary>
/// <param name="separator">The one that was said.</param>
internal sealed class SeparatorWatch(string separator)
{
    // Those that are no part of names come first; the others must divide all into labels that stand alone elsewhere.
    private static readonly string[] Sure = [";", "|", "\t", ","], Unsure = ["/", "+", "&", " "];

    private readonly Dictionary<string, int> _texts = new(StringComparer.Ordinal);
    private RowSource? _first;
    private bool _occurs;

    /// <summary>Looks at a row.</summary>
    public void See(RawLabel raw, RowSource place)
    {
        if (_occurs || raw.Text is not { } text || LabelItems.IsBracketed(text.Trim())) return;
        _occurs = text.Contains(separator, StringComparison.Ordinal);
        string label = text.Trim();
        if (label.Length == 0) return;
        _first ??= place;
        _texts[label] = _texts.GetValueOrDefault(label) + 1;
    }

    /// <summary>The separator that would fit where the one that was said never occurs; null where nothing is odd.</summary>
    public string? Better => _occurs || _texts.Count == 0 ? null : Sure.FirstOrDefault(IsUsed) ?? Unsure.FirstOrDefault(DividesIntoKnown);

    /// <summary>One line on it; null where nothing is odd.</summary>
    public string? Describe(string split)
    {
        if (Better is not { } better) return null;
        string example = _texts.Keys.First(text => text.Contains(better, StringComparison.Ordinal));
        int rows = _texts.Where(pair => pair.Key.Contains(better, StringComparison.Ordinal)).Sum(pair => pair.Value);
        string found = rows == 1 ? "1 row has" : $"{rows} rows have";
        return $"{split}: no label holds the separator '{separator}', so every row has one label at most; but {found} '{Shown(better)}', "
            + $"as '{example}'. Kept as one class; if several are meant, give DataOptions.LabelSeparator = '{Shown(better)}'.";
    }

    /// <summary>What a message on an unknown label adds where another separator divides it into known ones; else nothing.</summary>
    public static string Hint(string label, ClassLabel labels)
    {
        string? better = Sure.Concat(Unsure).FirstOrDefault(other =>
            label.Contains(other, StringComparison.Ordinal) && Parts(label, other).All(part => labels.TryIndexOf(part, out _)));
        return better is null
            ? ""
            : $" It holds known ones divided by '{Shown(better)}': is DataOptions.LabelSeparator = '{Shown(better)}' meant?";
    }

    private bool IsUsed(string other) => _texts.Keys.Any(text => Parts(text, other).Length > 1);

    private bool DividesIntoKnown(string other)
    {
        var divided = _texts.Keys.Where(text => Parts(text, other).Length > 1).ToList();
        return divided.Count > 0 && divided.TrueForAll(text => Parts(text, other).All(_texts.ContainsKey));
    }

    private static string[] Parts(string text, string other) =>
        text.Split(other, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string Shown(string other) => other is "\t" ? "\\t" : other;
}
