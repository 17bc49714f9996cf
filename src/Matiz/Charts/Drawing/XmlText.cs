using System.Text;

namespace Matiz.Charts.Drawing;

/// <summary>Makes any string safe and valid inside XML 1.0.</summary>
internal static class XmlText
{
    private const char Replacement = '\uFFFD';

    /// <summary>
    /// The text with every character that XML 1.0 forbids (control characters, lone surrogates, U+FFFE and U+FFFF) replaced by U+FFFD.
    /// </summary>
    public static string Clean(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())             // a lone surrogate comes as U+FFFD
        {
            if (rune.Value is '\r') continue;
            if (rune.Value is '\n' or '\t') result.Append((char)rune.Value);
            else if (Rune.IsControl(rune) || (rune.Value & 0xFFFE) == 0xFFFE) result.Append(Replacement);
            else result.Append(rune.ToString());
        }

        return result.ToString();
    }

    /// <summary>The cleaned text on one line: each run of white space is one space, as SVG draws it.</summary>
    public static string Line(string text) =>
        string.Join(' ', Clean(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Appends cleaned text with the characters that have a meaning in XML escaped.</summary>
    public static void AppendEscaped(StringBuilder target, string text)
    {
        foreach (var c in text)
        {
            switch (c)
            {
                case '&': target.Append("&amp;"); break;
                case '<': target.Append("&lt;"); break;
                case '>': target.Append("&gt;"); break;
                case '"': target.Append("&quot;"); break;
                default: target.Append(c); break;
            }
        }
    }
}
