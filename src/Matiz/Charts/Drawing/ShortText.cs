using System.Globalization;

namespace Matiz.Charts.Drawing;

/// <summary>
/// Shortens texts of strangers: a name of thousands of characters says no more than its beginning, and stands in every tooltip.
/// </summary>
internal static class ShortText
{
    private const int LongestName = 100;                        // characters as readers count them

    /// <summary>The name of a class or a curve.</summary>
    public static string Name(string name)
    {
        if (name.Length <= LongestName) return name;
        int end = 0;
        for (int count = 0; count < LongestName && end < name.Length; count++) end += StringInfo.GetNextTextElementLength(name.AsSpan(end));
        return end == name.Length ? name : name[..end].TrimEnd() + "…";
    }

    /// <summary>As many of the first characters (as readers count them) as fit into so many bytes of a page.</summary>
    public static string Cut(string text, int room)
    {
        if (text.Length * 6 <= room) return text;
        int end = 0;
        while (end < text.Length)
        {
            int next = end + StringInfo.GetNextTextElementLength(text.AsSpan(end));
            for (int i = end; i < next; i++) room -= BytesOf(text[i]);
            if (room < 0) return text[..end].TrimEnd() + "…";
            end = next;
        }

        return text;
    }

    private static int BytesOf(char c) =>
        c switch { '<' or '>' => 4, '&' or '\'' => 5, '"' => 6, < '\u0080' => 1, < '\u0800' => 2, _ => 3 };
}
