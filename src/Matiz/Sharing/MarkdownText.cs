using System.Text;

namespace Matiz.Sharing;

/// <summary>
/// Texts of strangers (labels, names of files and models) in a Markdown page: one line, and nothing but text.
/// </summary>
internal static class MarkdownText
{
    private const int Longest = 300;                            // characters of a text; a card is read by people

    /// <summary>The text as one line of Markdown that shows its very characters: CommonMark and tables of GitHub.</summary>
    public static string Escape(string text)
    {
        string line = Line(text);
        var result = new StringBuilder(line.Length + 8);
        for (int i = 0; i < line.Length; i++)
        {
            if (IsMarkup(line, i)) result.Append('\\');
            result.Append(line[i]);
        }

        return result.ToString();
    }

    /// <summary>The text as code, between as many backticks as it takes.</summary>
    public static string Code(string text)
    {
        string line = Line(text);
        int run = 0, longest = 0;
        foreach (char c in line)
        {
            run = c == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        if (longest == 0 && line.Length > 0) return $"`{line}`";
        string fence = new('`', longest + 1);
        return $"{fence} {line} {fence}";
    }

    // White space, line ends and control characters are a space each run; a long text ends in an ellipsis.
    private static string Line(string text)
    {
        var result = new StringBuilder();
        bool isOwed = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune) || IsDirection(rune))
            {
                isOwed = result.Length > 0;
                continue;
            }

            if (result.Length >= Longest) return result.Append('…').ToString();
            if (isOwed) result.Append(' ');
            isOwed = false;
            result.Append(rune.ToString());
        }

        return result.ToString();
    }

    // Marks that embed, override or isolate directions would turn the rest of the line.
    private static bool IsDirection(Rune rune) => rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);

    // What may begin emphasis, code, a link, a tag, an entity, a table's cell or a formula anywhere; a list, a heading or a rule in front.
    private static bool IsMarkup(string line, int at) => line[at] switch
    {
        '\\' or '`' or '*' or '[' or ']' or '<' or '>' or '&' or '|' or '~' or '$' => true,
        '_' => !IsInside(line, at),
        '#' => at == 0 || line[at - 1] == ' ',                  // a heading may end in such
        '+' or '-' or '=' or ':' or '!' => at == 0,
        '.' or ')' => at > 0 && IsLast(line, at) && line.AsSpan(0, at).IndexOfAnyExceptInRange('0', '9') < 0,
        _ => false,
    };

    private static bool IsLast(string line, int at) => at + 1 == line.Length || line[at + 1] is ' ';

    // Between two letters or digits an underscore is no emphasis.
    private static bool IsInside(string line, int at) =>
        at > 0 && at + 1 < line.Length && char.IsLetterOrDigit(line[at - 1]) && char.IsLetterOrDigit(line[at + 1]);
}
