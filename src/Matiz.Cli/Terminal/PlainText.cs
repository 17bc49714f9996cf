using System.Text;

namespace Matiz.Cli.Terminal;

/// <summary>Texts of strangers on a terminal: control characters, which could steer it, become spaces; one line.</summary>
internal static class PlainText
{
    /// <summary>The text as one harmless line.</summary>
    public static string Of(string text)
    {
        if (!text.Any(char.IsControl)) return text.TrimEnd();
        var plain = new StringBuilder(text.Length);
        foreach (char c in text) plain.Append(char.IsControl(c) ? ' ' : c);
        return plain.ToString().TrimEnd();
    }
}
