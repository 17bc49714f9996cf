using System.Globalization;
using System.Text;
using Matiz.Cli.Terminal;
using Matiz.Data;
using Encoding = Matiz.Tokenizers.Encoding;

namespace Matiz.Cli.Tokens;

/// <summary>
/// An encoding for people: the text with a colour for each token, where there are colours, and a table of tokens, ids and places. Further
/// windows follow as tables of their own.
/// </summary>
internal static class TokenTable
{
    /// <summary>The lines of a row.</summary>
    public static string Render(Row row, Encoding encoding, Style style)
    {
        var text = new StringBuilder(Colored(row.Text, encoding, 0, style));
        if (row.TextPair is not null) text.Append(" | ").Append(Colored(row.TextPair, encoding, 1, style));
        text.Append('\n').Append(Rows(row, encoding, style));
        text.Append("  ").Append(Numbers.Counted(encoding.Length, "token")).Append(Dropped(encoding)).Append('\n');
        for (int window = 0; window < encoding.Overflowing.Count; window++)
        {
            var further = encoding.Overflowing[window];
            text.Append(CultureInfo.InvariantCulture, $"\n  window {window + 2} of {encoding.Overflowing.Count + 1}\n");
            text.Append(Rows(row, further, style)).Append("  ").Append(Numbers.Counted(further.Length, "token")).Append('\n');
        }

        return text.ToString();
    }

    private static string Dropped(Encoding encoding) => encoding.DroppedTokens switch
    {
        0 => "",
        1 => ", 1 more was cut",
        var count => string.Create(CultureInfo.InvariantCulture, $", {count} more were cut"),
    };

    // Tokens may share characters, such as those of the bytes of one; a character has the colour of the first.
    private static string Colored(string text, Encoding encoding, int sequence, Style style)
    {
        string plain = PlainText.Clean(text);
        if (!style.Enabled) return plain;
        var colored = new StringBuilder();
        int at = 0;
        for (int i = 0; i < encoding.Length; i++)
        {
            if (encoding.SequenceIds[i] != sequence) continue;
            var (start, end) = encoding.Offsets[i];
            end = Math.Min(end, plain.Length);
            if (end <= at) continue;
            start = Math.Max(start, at);
            colored.Append(plain, at, start - at).Append(Paint(i, style)(plain[start..end]));
            at = end;
        }

        return colored.Append(plain, at, plain.Length - at).ToString();
    }

    private static string Rows(Row row, Encoding encoding, Style style)
    {
        var table = new TextTable("rrlrl")
            .Row(Head("#", style), Head("id", style), Head("token", style), Head("place", style), Head("text", style));
        for (int i = 0; i < encoding.Length; i++)
        {
            bool isSpecial = encoding.SpecialTokensMask[i] != 0;
            var (start, end) = encoding.Offsets[i];
            string text = encoding.SequenceIds[i] == 1 ? row.TextPair! : row.Text;
            table.Row(
                i.ToString(CultureInfo.InvariantCulture),
                encoding.Ids[i].ToString(CultureInfo.InvariantCulture),
                new TextTable.Cell(PlainText.Clean(encoding.Tokens[i]), isSpecial ? style.Dim : style.Enabled ? Paint(i, style) : null),
                isSpecial ? "" : string.Create(CultureInfo.InvariantCulture, $"{start}-{end}"),
                isSpecial ? "" : PlainText.Clean(text[start..end]));
        }

        return table.Render();
    }

    // Neighbours differ.
    private static Func<string, string> Paint(int token, Style style) => (token % 3) switch
    {
        0 => style.Green,
        1 => style.Blue,
        _ => style.Yellow,
    };

    private static TextTable.Cell Head(string text, Style style) => new(text, style.Bold);
}
