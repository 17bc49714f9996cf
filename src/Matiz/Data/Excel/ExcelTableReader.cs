using System.Globalization;
using System.Text;
using Matiz.Formats.Excel;
using Matiz.Formats.Tables;

namespace Matiz.Data.Excel;

/// <summary>Reads a sheet twice: for the names and types of its columns, and for its rows. Rows without any cell are none.</summary>
internal sealed class ExcelTableReader : TableReader
{
    private const int RowsAtOnce = 1024, BytesAtOnce = 1 << 22;

    private readonly ExcelWorkbook _workbook;
    private readonly IDisposable? _owner;
    private readonly string _name;
    private readonly int _sheet;
    private readonly List<int> _numbers = [];
    private readonly int[] _places;                              // of the columns in the sheet

    /// <summary>Reads names and types.</summary>
    /// <param name="stream">The file; stays open.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="sheet">The sheet; null: the first.</param>
    /// <param name="asTexts">Whether all values are wanted as texts.</param>
    /// <param name="owner">Let go with the reader; may be null.</param>
    public ExcelTableReader(Stream stream, string name, string? sheet, bool asTexts, IDisposable? owner = null)
    {
        (_name, _owner) = (name, owner);
        _workbook = ExcelWorkbook.Open(stream, name);
        _sheet = sheet is null ? 0 : Math.Max(0, _workbook.SheetNames.ToList().IndexOf(sheet));
        (string Name, ExcelTypes Types)[]? columns = null;
        int[] places = [];
        foreach (var row in _workbook.Rows(_sheet))
        {
            if (columns is null)
            {
                places = [.. row.Cells.Where(cell => !string.IsNullOrWhiteSpace(cell.Text)).Select(cell => cell.Column)];
                columns = [.. row.Cells.Where(cell => places.Contains(cell.Column)).Select(cell => (cell.Text, new ExcelTypes()))];
                continue;
            }

            _numbers.Add(row.Number);
            foreach (var cell in row.Cells)
            {
                int place = Array.BinarySearch(places, cell.Column);
                if (place < 0) throw Unnamed(cell, row);
                columns[place].Types.See(cell);
            }
        }

        if (columns is null or [])
        {
            throw new TableException(
                name, $"the sheet '{_workbook.SheetNames[_sheet]}' is empty. A first row that names the columns was expected. Is it the "
                + "right sheet?");
        }

        _places = places;
        Schema = new TableSchema(
            [.. columns.Select(column => new ColumnSchema(column.Name, asTexts ? ColumnType.Text : column.Types.Type))]);
    }

    public override TableSchema Schema { get; }

    public override long? RowCount => _numbers.Count;

    public override int NumberOf(int place) => _numbers[place];

    public override IEnumerable<TableBatch> Read(IReadOnlyList<int> columns)
    {
        var builders = columns.Select(column => ColumnBuilder.For(Schema.Columns[column].Type)).ToArray();
        int[] places = [.. columns.Select(column => _places[column])];
        int rows = 0, bytes = 0;
        foreach (var row in _workbook.Rows(_sheet).Skip(1))
        {
            for (int i = 0; i < builders.Length; i++) bytes += Add(builders[i], CellAt(row, places[i]), row);
            if (++rows < RowsAtOnce && bytes < BytesAtOnce) continue;
            yield return new TableBatch(rows, Array.ConvertAll(builders, builder => builder.Build()));
            (rows, bytes) = (0, 0);
        }

        if (rows > 0) yield return new TableBatch(rows, Array.ConvertAll(builders, builder => builder.Build()));
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _workbook.Dispose();
            _owner?.Dispose();
        }

        base.Dispose(disposing);
    }

    private static ExcelCell CellAt(ExcelRow row, int column)
    {
        foreach (var cell in row.Cells)
        {
            if (cell.Column == column) return cell;
        }

        return new ExcelCell(column, ExcelCellKind.Missing, "");
    }

    private int Add(ColumnBuilder builder, ExcelCell cell, ExcelRow row)
    {
        switch (cell.Kind)
        {
            case ExcelCellKind.Missing: builder.AddMissing(); return 0;
            case ExcelCellKind.Error: throw Unusable(cell, row, $"holds the error {cell.Text}", "Correct the formula");
            case ExcelCellKind.Uncomputed:
                throw Unusable(cell, row, "holds a formula without a result", "Open the file in a spreadsheet program and save it");
        }

        switch (builder)
        {
            case IntegerBuilder integers: integers.Add(long.Parse(cell.Text, CultureInfo.InvariantCulture)); break;
            case FloatBuilder floats: floats.Add(double.Parse(cell.Text, NumberStyles.Float, CultureInfo.InvariantCulture)); break;
            case BooleanBuilder booleans: booleans.Add(cell.Text is "true"); break;
            default: ((TextBuilder)builder).Add(Encoding.UTF8.GetBytes(cell.Text)); break;
        }

        return cell.Text.Length;
    }

    private TableException Unnamed(ExcelCell cell, ExcelRow row) => new(
        _name,
        $"the cell {ExcelCell.NameOf(cell.Column, row.Number)} has a value, but its column has no name in the first row. A name for every "
        + "column was expected. Write one, or clear the cell.");

    private TableException Unusable(ExcelCell cell, ExcelRow row, string found, string advice) => new(
        _name, $"the cell {ExcelCell.NameOf(cell.Column, row.Number)} {found}. A value was expected. {advice}, or clear the cell.");
}

/// <summary>What the cells of a column are, all of them together.</summary>
internal sealed class ExcelTypes
{
    private bool _anyText, _anyFloat, _anyInteger, _anyBoolean;

    /// <summary>The type that all cells have; texts where they differ, or where there are none.</summary>
    public ColumnType Type =>
        _anyText || (_anyBoolean && (_anyInteger || _anyFloat)) ? ColumnType.Text
        : _anyBoolean ? ColumnType.Boolean
        : _anyFloat ? ColumnType.Float
        : _anyInteger ? ColumnType.Integer
        : ColumnType.Text;

    /// <summary>Looks at a cell; one without a value says nothing.</summary>
    public void See(ExcelCell cell)
    {
        switch (cell.Kind)
        {
            case ExcelCellKind.Text: _anyText = true; break;
            case ExcelCellKind.Boolean: _anyBoolean = true; break;
            case ExcelCellKind.Number when ClassLabel.TryWholeNumber(cell.Text, out _): _anyInteger = true; break;
            case ExcelCellKind.Number: _anyFloat = true; break;
        }
    }
}
