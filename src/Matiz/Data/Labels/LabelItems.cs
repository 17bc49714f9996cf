using System.Text;
using System.Text.Json;

namespace Matiz.Data.Labels;

/// <summary>
/// The labels of a row that has several: of a list, or of a text that is divided, or that another program made of a list.
/// </summary>
internal static class LabelItems
{
    /// <summary>The labels, as they are written; null for a text in brackets that is no list.</summary>
    /// <param name="raw">A list, or a text.</param>
    /// <param name="separator">What divides the labels of a text.</param>
    public static string[]? Of(RawLabel raw, string separator) => raw.List ?? OfText(raw.Text ?? "", separator);

    /// <summary>The labels of a text: a JSON array, a list as Python or numpy prints it, else what the separator divides.</summary>
    public static string[]? OfText(string text, string separator)
    {
        string trimmed = text.Trim();
        if (!IsBracketed(trimmed)) return text.Split(separator);
        return OfJson(trimmed) ?? OfPython(trimmed[1..^1]);
    }

    /// <summary>Whether a text, without white space around it, looks like a list.</summary>
    public static bool IsBracketed(string trimmed) => trimmed.Length >= 2 && trimmed[0] == '[' && trimmed[^1] == ']';

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
                if (Quoted(inner, ref at) is not { } quoted) return null;
                items.Add(quoted);
                continue;
            }

            int start = at;
            while (at < inner.Length && !char.IsWhiteSpace(inner[at]) && inner[at] != ',') at++;
            string word = inner[start..at];
            if (LabelFlags.Of(word) is null && !ClassLabel.TryWholeNumber(word, out _)) return null;
            items.Add(word);
        }
    }

    private static string? Quoted(string text, ref int at)
    {
        char quote = text[at++];
        var item = new StringBuilder();
        while (at < text.Length && text[at] != quote)
        {
            if (text[at] == '\\' && at + 1 < text.Length && text[at + 1] is '\\' or '\'' or '"') at++;
            item.Append(text[at++]);
        }

        return at++ < text.Length ? item.ToString() : null;
    }
}
