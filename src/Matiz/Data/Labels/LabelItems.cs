using System.Text.Json;

namespace Matiz.Data.Labels;

/// <summary>
/// The labels of a row that has several: of a list, or of a text that is divided, or that another program made of a list.
/// </summary>
internal static class LabelItems
{
    private const string FrozenSet = "frozenset(";

    /// <summary>The labels, as they are written; null for a text in brackets of any kind that is no list.</summary>
    /// <param name="raw">A list, or a text.</param>
    /// <param name="separator">What divides the labels of a text.</param>
    public static string[]? Split(RawLabel raw, string separator) => raw.List ?? SplitText(raw.Text ?? "", separator);

    /// <summary>
    /// The labels of a text: a JSON array, a list, tuple or set as Python, numpy or PostgreSQL print it, else what the separator divides.
    /// </summary>
    public static string[]? SplitText(string text, string separator)
    {
        string trimmed = text.Trim();
        if (!IsBracketed(trimmed)) return text.Split(separator);
        if (trimmed is "set()" or "frozenset()") return [];
        if (IsFrozenSet(trimmed)) trimmed = trimmed[FrozenSet.Length..^1].Trim();
        return trimmed[0] switch
        {
            '[' => OfJson(trimmed) ?? OfPython(trimmed[1..^1]),
            '{' => BracedLabels.Parse(trimmed[1..^1]),
            _ => OfPython(trimmed[1..^1]),
        };
    }

    /// <summary>Whether a text, without white space around it, looks like a list, a tuple or a set.</summary>
    public static bool IsBracketed(string trimmed) => trimmed.Length >= 2 && (trimmed[0], trimmed[^1]) switch
    {
        ('[', ']') or ('{', '}') => true,
        ('(', ')') => IsTuple(trimmed[1..^1].TrimStart()),
        _ => trimmed is "set()" or "frozenset()" || IsFrozenSet(trimmed),
    };

    // "(other)" and "(1)" are names; a tuple has quotes or a comma between flags and numbers.
    private static bool IsTuple(string inner) =>
        inner.Length == 0 || inner[0] is '\'' or '"' || (inner.Contains(',', StringComparison.Ordinal) && OfPython(inner) is not null);

    private static bool IsFrozenSet(string trimmed) =>
        trimmed.StartsWith(FrozenSet + "{", StringComparison.Ordinal) && trimmed.EndsWith("})", StringComparison.Ordinal);

    private static string[]? OfJson(string text)
    {
        try
        {
            using var array = JsonDocument.Parse(text);
            var items = new List<string>();
            foreach (var item in array.RootElement.EnumerateArray())
            {
                if (item.ValueKind == JsonValueKind.String) items.Add(item.GetString()!);
                else if (item.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False) items.Add(item.GetRawText());
                else return null;
            }

            return [.. items];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    // ['joy', "it's"], [True, False], [1.0, 0.0], and numpy's [1 0 1]: texts in quotes and bare flags or numbers.
    private static string[]? OfPython(string inner)
    {
        var items = new List<string>();
        for (int at = 0; ;)
        {
            while (at < inner.Length && (char.IsWhiteSpace(inner[at]) || inner[at] == ',')) at++;
            if (at == inner.Length) return [.. items];
            if (inner[at] is '\'' or '"')
            {
                if (BracedLabels.Quoted(inner, ref at) is not { } quoted) return null;
                items.Add(quoted);
                continue;
            }

            int start = at;
            while (at < inner.Length && !char.IsWhiteSpace(inner[at]) && inner[at] != ',') at++;
            string word = inner[start..at];
            if (LabelFlags.Flag(word) is null && !ClassLabel.TryWholeNumber(word, out _)) return null;
            items.Add(word);
        }
    }
}
