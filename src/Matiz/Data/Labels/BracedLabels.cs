using System.Text;

namespace Matiz.Data.Labels;

/// <summary>Labels in the braces of a Python set or of a PostgreSQL array: <c>{'a', 'b'}</c>, <c>{a,"two words"}</c>, <c>{}</c>.</summary>
internal static class BracedLabels
{
    /// <summary>The labels; null for anything else in braces, such as a dictionary, an array of arrays, or one with a NULL.</summary>
    /// <param name="inner">What stands between the braces.</param>
    public static string[]? Parse(string inner)
    {
        var items = new List<string>();
        if (string.IsNullOrWhiteSpace(inner)) return [];
        for (int at = 0; ; at++)
        {
            while (at < inner.Length && char.IsWhiteSpace(inner[at])) at++;
            if (at == inner.Length) return null;
            string? item = inner[at] is '\'' or '"' ? Quoted(inner, ref at) : Bare(inner, ref at);
            if (item is null) return null;
            items.Add(item);
            while (at < inner.Length && char.IsWhiteSpace(inner[at])) at++;
            if (at == inner.Length) return [.. items];
            if (inner[at] != ',') return null;
        }
    }

    /// <summary>A text in quotes, with what a backslash stands before; null where it does not end.</summary>
    public static string? Quoted(string text, ref int at)
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

    private static string? Bare(string inner, ref int at)
    {
        int start = at;
        while (at < inner.Length && inner[at] != ',') at++;
        string word = inner[start..at].TrimEnd();
        bool isPlain = word.Length > 0 && word.AsSpan().IndexOfAny("{}\"\\") < 0;
        return isPlain && !word.Equals("NULL", StringComparison.OrdinalIgnoreCase) ? word : null;
    }
}
