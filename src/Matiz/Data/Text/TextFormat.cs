using Matiz.Data.FastText;
using Matiz.Data.Tables;
using Matiz.Data.Utf8;
using Utf8Text = System.Text.Encoding;

namespace Matiz.Data.Text;

/// <summary>Plain text: every line is a row, blank ones too; a line end at the very end begins no row.</summary>
internal sealed class TextFormat() : RowFormat(["txt", "lines"], [".txt"])
{
    internal override TableFormat Table { get; } = new TextTable();

    /// <summary>A file that nobody called plain text is fastText's where its first word is a label.</summary>
    internal override RowFormat ForFile(OpenedSource file, DataOptions options, ref string? note)
    {
        base.ForFile(file, options, ref note);
        if (options.Format is not null || !FastTextFormat.IsIn(file.OpenText().PeekLines(out _))) return this;
        note = $"{file.Name}: read as fastText's, since it begins with {FastTextFormat.Prefix}.";
        return RowFormats.FastText;
    }

    public override IEnumerable<RawRow> Read(RowFile file)
    {
        var text = file.OpenAnyText();
        if (file.NeedsLabels)
        {
            throw new DataException(
                file.Name,
                0,
                "plain text has no labels. A text and a label a row were expected. "
                + $"Give a {RowFormats.Listed(RowFormats.Extensions(without: this))} file, "
                + "or say with DataOptions.Format which of these it is.");
        }

        file.Found([TextTable.ColumnName], new DataColumns(TextTable.ColumnName, null, null, null));
        var lines = new LineReader(text, file.Name);
        while (lines.TryRead(out var line))
        {
            yield return new RawRow(Utf8Text.UTF8.GetString(line.Span), null, null, default, lines.Line);
        }
    }
}
