using System.Text;
using Matiz.Data.Tables;
using Matiz.Formats.Tables;

namespace Matiz.Data.FastText;

/// <summary>
/// fastText's files as a table of two columns, <c>label</c> and <c>text</c>; labels are lists where a row has none or several.
/// </summary>
internal sealed class FastTextTable : TableFormat
{
    public override TableReader Open(DataSource source, bool asTexts = false) => new FastTextTableReader(source);

    public override TableWriter Create(Stream destination, TableSchema schema, string name)
    {
        var (label, text) = (Place(schema, DataOptions.LabelColumnNames), Place(schema, DataOptions.TextColumnNames));
        if (schema.Columns.Count == 2 && label >= 0 && text >= 0
            && !(schema.Columns[label].Type.Item ?? schema.Columns[label].Type).IsNested)
            return new FastTextTableWriter(destination, schema, label, text, name);

        string found = string.Join(", ", schema.Columns.Select(column => $"'{column.Name}' ({column.Type})"));
        throw new DataException(
            name, 0,
            $"fastText's files hold a text and its labels, and the columns are {found}. Two, named as label and text, were expected. "
            + "Write another format.");
    }

    private static int Place(TableSchema schema, IReadOnlyList<string> names) => schema.Columns.ToList().FindIndex(
        column => names.Contains(column.Name.Trim(), StringComparer.OrdinalIgnoreCase));
}

/// <summary>Reads lines twice: for the number of labels, and for the rows.</summary>
internal sealed class FastTextTableReader : TableReader
{
    private const int RowsAtOnce = 1024;
    private readonly DataSource _source;
    private readonly bool _isList;

    public FastTextTableReader(DataSource source)
    {
        _source = source;
        long rows = 0;
        using var file = new OpenedSource(source);
        foreach (var (_, labels, _) in FastTextFormat.Lines(file.OpenTable(), source.DisplayName))
        {
            rows++;
            _isList |= labels.Count != 1;
        }

        RowCount = rows;
        var type = _isList ? ColumnType.ListOf(ColumnType.Text) : ColumnType.Text;
        Schema = new TableSchema([new ColumnSchema("label", type), new ColumnSchema("text", ColumnType.Text)]);
    }

    public override TableSchema Schema { get; }

    public override long? RowCount { get; }

    public override IEnumerable<TableBatch> Read(IReadOnlyList<int> columns)
    {
        using var file = new OpenedSource(_source);
        var (label, text) = (ColumnBuilder.For(Schema.Columns[0].Type), new TextBuilder());
        foreach (var row in FastTextFormat.Lines(file.OpenTable(), _source.DisplayName))
        {
            Add(label, row.Labels);
            text.Add(Encoding.UTF8.GetBytes(row.Text));
            if (text.Count == RowsAtOnce) yield return Batch(columns, label, text);
        }

        if (text.Count > 0) yield return Batch(columns, label, text);
    }

    private static void Add(ColumnBuilder builder, List<string> labels)
    {
        var texts = builder as TextBuilder ?? (TextBuilder)((ListBuilder)builder).Items;
        foreach (string label in labels) texts.Add(Encoding.UTF8.GetBytes(label));
        (builder as ListBuilder)?.EndList();
    }

    private static TableBatch Batch(IReadOnlyList<int> columns, ColumnBuilder label, TextBuilder text)
    {
        int rows = text.Count;
        Column[] both = [label.Build(), text.Build()];
        return new TableBatch(rows, [.. columns.Select(column => both[column])]);
    }
}

/// <summary>Writes a line a row: its labels, then its text.</summary>
internal sealed class FastTextTableWriter(Stream destination, TableSchema schema, int label, int text, string name) : TableWriter
{
    private long _row;

    public override void Write(TableBatch batch)
    {
        var line = new StringBuilder();
        for (int row = 0; row < batch.RowCount; row++)
        {
            _row++;
            foreach (string? one in LabelsOf(batch.Columns[label], row)) line.Append(FastTextFormat.Prefix).Append(Label(one!)).Append(' ');
            line.Append(Text(ColumnValues.ToText(batch.Columns[text], schema.Columns[text], row, name) ?? "")).Append('\n');
            destination.Write(Encoding.UTF8.GetBytes(line.ToString()));
            line.Clear();
        }
    }

    public override void Complete()
    {
    }

    private IEnumerable<string?> LabelsOf(Column values, int row)
    {
        var column = schema.Columns[label];
        if (values is not ListColumn lists)
            return ColumnValues.ToText(values, column, row, name) is { } one ? [one] : [];
        if (lists.IsMissing(row)) return [];
        var item = column with { Type = column.Type.Item! };
        var (from, to) = (lists.Offsets[row], lists.Offsets[row + 1]);
        return Enumerable.Range(from, to - from).Select(i => ColumnValues.ToText(lists.Items, item, i, name)).Where(one => one is not null);
    }

    private string Label(string one) => one.Length > 0 && !one.Any(FastTextFormat.IsSpace)
        ? one
        : throw Unfit($"the label '{one}' of row {_row} is empty or has blanks in it", "One word was expected. Rename the class");

    private string Text(string line)
    {
        if (line.AsSpan().IndexOfAny('\n', '\r') >= 0)
            throw Unfit($"the text of row {_row} has several lines", "Every line is a row");
        if (line.Contains(FastTextFormat.Prefix, StringComparison.Ordinal))
            throw Unfit($"the text of row {_row} holds '{FastTextFormat.Prefix}', as labels begin", "A text without it was expected");
        return line;
    }

    private DataException Unfit(string found, string expected) =>
        new(name, 0, $"{found}. {expected}, or write another format, such as .jsonl.");
}
