using Matiz.Data.Tables;
using Matiz.Data.Utf8;
using Matiz.Formats.Tables;

namespace Matiz.Data.Text;

/// <summary>Plain text as a table: one column, a line a row.</summary>
internal sealed class TextTable : TableFormat
{
    /// <summary>What the column is called.</summary>
    public const string ColumnName = "text";

    public override TableReader Open(DataSource source, bool asTexts = false) => new TextTableReader(source);

    public override TableWriter Create(Stream destination, TableSchema schema, string name)
    {
        if (schema.Columns is [{ Type.Kind: ColumnKind.Text or ColumnKind.Null }]) return new TextTableWriter(destination, name);
        string found = string.Join(", ", schema.Columns.Select(column => $"'{column.Name}' ({column.Type})"));
        throw new DataException(
            name, 0,
            $"plain text holds one column of texts, and there are {found}. One such column was expected. Write another format.");
    }
}

/// <summary>Reads lines.</summary>
internal sealed class TextTableReader(DataSource source) : TableReader
{
    private const int RowsAtOnce = 1024, BytesAtOnce = 1 << 22;

    public override TableSchema Schema { get; } = new([new ColumnSchema(TextTable.ColumnName, ColumnType.Text)]);

    public override long? RowCount => null;

    public override IEnumerable<TableBatch> Read(IReadOnlyList<int> columns)
    {
        using var file = new OpenedSource(source);
        var lines = new LineReader(file.OpenText(), source.DisplayName);
        var texts = new TextBuilder();
        while (lines.TryRead(out var line))
        {
            texts.Add(line.Span);
            if (texts.Count == RowsAtOnce || texts.ByteCount >= BytesAtOnce) yield return Batch(texts, columns.Count);
        }

        if (texts.Count > 0) yield return Batch(texts, columns.Count);
    }

    private static TableBatch Batch(TextBuilder texts, int columns)
    {
        int rows = texts.Count;
        var column = texts.Build();
        return new TableBatch(rows, columns == 0 ? [] : [column]);
    }
}

/// <summary>Writes lines.</summary>
internal sealed class TextTableWriter(Stream destination, string name) : TableWriter
{
    private long _row;

    public override void Write(TableBatch batch)
    {
        var texts = batch.Columns[0] as TextColumn;             // else all are missing
        for (int row = 0; row < batch.RowCount; row++)
        {
            _row++;
            var text = texts is null ? default : texts.At(row);
            if (text.IndexOfAny((byte)'\n', (byte)'\r') >= 0)
            {
                throw new DataException(
                    name, 0,
                    string.Create(System.Globalization.CultureInfo.InvariantCulture, $"the text of row {_row} has several lines. ")
                    + "In plain text every line is a row. Write another format, such as .jsonl.");
            }

            destination.Write(text);
            destination.WriteByte((byte)'\n');
        }
    }

    public override void Complete()
    {
    }
}
