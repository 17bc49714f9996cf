using System.Text;

namespace Matiz.Cli.Terminal;

/// <summary>
/// Texts of strangers on a terminal: what could steer it or break the line becomes a space: control characters, line and paragraph
/// separators, and marks that turn the direction of what follows.
/// </summary>
internal static class PlainText
{
    /// <summary>The text as one harmless line.</summary>
    public static string Clean(string text)
    {
        if (!text.Any(Steers)) return text.TrimEnd();
        var plain = new StringBuilder(text.Length);
        foreach (char c in text) plain.Append(Steers(c) ? ' ' : c);
        return plain.ToString().TrimEnd();
    }

    // U+202A to U+202E and U+2066 to U+2069 embed, override and isolate directions; words of either direction need none of them.
    private static bool Steers(char c) =>
        char.IsControl(c) || c is '\u2028' or '\u2029' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
