using System.Globalization;
using System.Text;
using Matiz.Data.Tables;
using Matiz.Formats.Tables;

namespace Matiz.Data.Csv;

/// <summary>
/// All columns of a CSV file. It has no types: a column is of whole numbers, decimals or true and false where all its cells are.
/// </summary>
internal sealed class CsvTable(string name, CsvDialect dialect) : TableFormat
{
    public override bool HasTypes => false;

    public override TableReader Open(DataSource source, bool asTexts = false) => new CsvTableReader(source, dialect, asTexts);

    public override TableWriter Create(Stream destination, TableSchema schema, string file)
    {
        RequireNoBytes(file, schema, name.ToUpperInvariant());
        return new CsvTableWriter(destination, schema, dialect.Delimiter, file);
    }
}

/// <summary>Reads a CSV file twice: for its types, and for its rows.</summary>
internal sealed class CsvTableReader : TableReader
{
    private const int RowsAtOnce = 1024, BytesAtOnce = 1 << 22;

    private readonly DataSource _source;
    private readonly CsvDialect _dialect;

    public CsvTableReader(DataSource source, CsvDialect dialect, bool asTexts)
    {
        (_source, _dialect) = (source, dialect);
        using var file = new OpenedSource(source);
        using var csv = CsvRows.Open(file.OpenTable(), dialect);
        string[] names = CsvRows.ReadNames(csv, file.OpenTable(), source.DisplayName, dialect.Quoting);
        var cells = Array.ConvertAll(names, _ => new CellTypes());
        long count = 0;
        while (CsvRows.TryRead(csv, file.OpenTable(), names, source.DisplayName, dialect.Quoting))
        {
            count++;
            if (asTexts) continue;
            for (int i = 0; i < names.Length; i++) cells[i].See(csv.GetSpan(i));
        }

        RowCount = count;
        Schema = new TableSchema([.. names.Select((name, i) => new ColumnSchema(name, asTexts ? ColumnType.Text : cells[i].Type))]);
    }

    public override TableSchema Schema { get; }

    public override long? RowCount { get; }

    public override IEnumerable<TableBatch> Read(IReadOnlyList<int> columns)
    {
        using var file = new OpenedSource(_source);
        using var csv = CsvRows.Open(file.OpenTable(), _dialect);
        string[] names = CsvRows.ReadNames(csv, file.OpenTable(), _source.DisplayName, _dialect.Quoting);
        var builders = columns.Select(column => ColumnBuilder.For(Schema.Columns[column].Type)).ToArray();
        int rows = 0, bytes = 0;
        while (CsvRows.TryRead(csv, file.OpenTable(), names, _source.DisplayName, _dialect.Quoting))
        {
            for (int i = 0; i < builders.Length; i++) bytes += Add(builders[i], csv.GetSpan(columns[i]));
            if (++rows < RowsAtOnce && bytes < BytesAtOnce) continue;
            yield return new TableBatch(rows, Array.ConvertAll(builders, builder => builder.Build()));
            (rows, bytes) = (0, 0);
        }

        if (rows > 0) yield return new TableBatch(rows, Array.ConvertAll(builders, builder => builder.Build()));
    }

    // The cells were looked at before, so that they parse.
    private static int Add(ColumnBuilder builder, ReadOnlySpan<byte> cell)
    {
        if (cell.IsEmpty && builder is not TextBuilder) builder.AddMissing();
        else if (builder is TextBuilder texts) texts.Add(cell);
        else if (builder is IntegerBuilder integers) integers.Add(long.Parse(cell, CultureInfo.InvariantCulture));
        else if (builder is FloatBuilder floats) floats.Add(double.Parse(cell, NumberStyles.Float, CultureInfo.InvariantCulture));
        else ((BooleanBuilder)builder).Add(cell[0] is (byte)'t' or (byte)'T');
        return cell.Length;
    }
}

/// <summary>Writes rows as CSV; lists and structs as JSON, missing values as empty cells.</summary>
internal sealed class CsvTableWriter(Stream destination, TableSchema schema, char separator, string name) : TableWriter
{
    private readonly CsvRowWriter _rows = new(destination, schema.Columns.Select(column => column.Name), leaveOpen: true, separator);

    public override void Write(TableBatch batch)
    {
        for (int row = 0; row < batch.RowCount; row++)
        {
            for (int i = 0; i < schema.Columns.Count; i++) _rows.Field(ColumnValues.ToText(batch.Columns[i], schema.Columns[i], row, name));
            _rows.EndRow();
        }
    }

    public override void Complete() => _rows.Flush();

    protected override void Dispose(bool disposing)
    {
        if (disposing) _rows.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>What the cells of a column may be, all of them together.</summary>
internal sealed class CellTypes
{
    private bool _any, _maybeInteger = true, _maybeFloat = true, _maybeBoolean = true;

    /// <summary>The narrowest type that holds them all: whole numbers in plain digits, decimals, true and false, or texts.</summary>
    public ColumnType Type =>
        !_any ? ColumnType.Text
        : _maybeInteger ? ColumnType.Integer
        : _maybeFloat ? ColumnType.Float
        : _maybeBoolean ? ColumnType.Boolean
        : ColumnType.Text;

    /// <summary>Looks at a cell; an empty one says nothing.</summary>
    public void See(ReadOnlySpan<byte> cell)
    {
        if (cell.IsEmpty) return;
        _any = true;
        if (!(_maybeInteger || _maybeFloat || _maybeBoolean)) return;
        const int LongestNumber = 40;
        string text = cell.Length > LongestNumber ? "" : Encoding.UTF8.GetString(cell);
        bool isInteger = ClassLabel.TryWholeNumber(text, out _);
        _maybeInteger &= isInteger;
        _maybeFloat &= isInteger || IsDecimal(text);
        _maybeBoolean &= text is "true" or "false" or "True" or "False";
    }

    // 1.5, -0.25, 1e-5; not 007, +1, " 1" or NaN, which are texts.
    private static bool IsDecimal(string text)
    {
        var digits = text.AsSpan().TrimStart('-');
        bool hasZeros = digits is ['0', >= '0' and <= '9', ..];
        return text.Length > 0 && !hasZeros && digits is [>= '0' and <= '9', ..] && text.AsSpan().IndexOfAny(".eE") > 0
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value);
    }
}
