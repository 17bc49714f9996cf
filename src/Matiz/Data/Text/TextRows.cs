using Matiz.Data.Utf8;
using Utf8Text = System.Text.Encoding;

namespace Matiz.Data.Text;

/// <summary>Rows of a plain text file: every line is one, blank ones too; a line end at the very end begins no row.</summary>
internal static class TextRows
{
    public static IEnumerable<RawRow> Read(Stream stream, LabelUse use, RowFile file)
    {
        if (use == LabelUse.Require)
        {
            throw new DataException(
                file.DisplayName,
                0,
                "plain text has no labels. A text and a label a row were expected. Give a .csv, .tsv, .jsonl or .json file, or say with --format which of these it is.");
        }

        file.Found(["text"], new DataColumns("text", null, null, null));
        var lines = new LineReader(stream, file.DisplayName);
        while (lines.TryRead(out var line))
        {
            yield return new RawRow(Utf8Text.UTF8.GetString(line.Span), null, null, default, lines.Line);
        }
    }
}
