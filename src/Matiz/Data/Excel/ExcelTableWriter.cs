using System.Globalization;
using System.Text;
using System.Xml;
using Matiz.Data.Tables;
using Matiz.Formats.Excel;
using Matiz.Formats.Tables;
using SpreadCheetah;

namespace Matiz.Data.Excel;

/// <summary>Writes rows as the one sheet of a workbook: names of classes as texts, lists and structs as JSON.</summary>
internal sealed class ExcelTableWriter : TableWriter
{
    private const int MostRows = 1_048_576, MostColumns = 16_384, MostCharacters = 32_767;

    private readonly Spreadsheet _spreadsheet;
    private readonly TableSchema _schema;
    private readonly string _name;
    private readonly DataCell[] _cells;
    private int _row;

    /// <summary>Begins the workbook.</summary>
    /// <param name="destination">Where to; stays open.</param>
    /// <param name="schema">The columns.</param>
    /// <param name="name">The file, for messages.</param>
    public ExcelTableWriter(Stream destination, TableSchema schema, string name)
    {
        (_schema, _name, _cells) = (schema, name, new DataCell[schema.Columns.Count]);
        if (schema.Columns.Count > MostColumns)
            throw new DataException(
                name, 0, $"there are {schema.Columns.Count} columns, a sheet holds {MostColumns}. Write another format.");
        // Without properties: their time of making would give other bytes each time.
        _spreadsheet = Finished(Spreadsheet.CreateNewAsync(destination, new SpreadCheetahOptions { DocumentProperties = null }));
        Finished(_spreadsheet.StartWorksheetAsync("rows"));
        for (int i = 0; i < _cells.Length; i++) _cells[i] = new DataCell(Escaped(schema.Columns[i].Name));
        EndRow();
    }

    public override void Write(TableBatch batch)
    {
        for (int row = 0; row < batch.RowCount; row++)
        {
            for (int i = 0; i < _cells.Length; i++) _cells[i] = CellOf(batch.Columns[i], i, row);
            EndRow();
        }
    }

    public override void Complete() => Finished(_spreadsheet.FinishAsync());

    protected override void Dispose(bool disposing)
    {
        if (disposing) _spreadsheet.Dispose();
        base.Dispose(disposing);
    }

    private DataCell CellOf(Column values, int place, int row)
    {
        var column = _schema.Columns[place];
        if (values.IsMissing(row)) return default;
        return values switch
        {
            IntegerColumn numbers when column.ValueNames is null => new DataCell(numbers.Values[row]),
            FloatColumn numbers when double.IsNaN(numbers.Values[row]) => default,
            FloatColumn numbers when double.IsFinite(numbers.Values[row]) => new DataCell(numbers.Values[row]),
            BooleanColumn flags => new DataCell(flags.Values[row]),
            _ => Text(ColumnValues.ToText(values, column, row, _name), column),
        };
    }

    private DataCell Text(string? text, ColumnSchema column)
    {
        if (text is null) return default;
        if (text.Length <= MostCharacters) return new DataCell(Escaped(text));
        throw new DataException(
            _name, 0,
            string.Create(
                CultureInfo.InvariantCulture,
                $"'{column.Name}' of row {_row} has {text.Length} characters, a cell holds {MostCharacters}. ")
            + "Shorter texts were expected. Write another format, such as .csv.");
    }

    private void EndRow()
    {
        if (_row == MostRows)
            throw new DataException(_name, 0, $"there are more than {MostRows - 1} rows, a sheet holds no more. Write another format.");
        _row++;
        Finished(_spreadsheet.AddRowAsync(_cells));
    }

    // What XML has no place for, and what would be read as such an escape.
    private static string Escaped(string text)
    {
        bool isPlain = !text.Contains("_x", StringComparison.Ordinal);
        for (int i = 0; i < text.Length && isPlain; i++) isPlain = text[i] != '\r' && IsXml(text, i);
        if (isPlain) return text;
        var escaped = new StringBuilder(text.Length + 16);
        for (int i = 0; i < text.Length; i++)
        {
            bool looksEscaped = text[i] == '_' && ExcelTexts.Unescape(text.Substring(i, Math.Min(7, text.Length - i))) is var plain
                && plain.Length == 1 && text.Length - i >= 7;
            if (looksEscaped || text[i] == '\r' || !IsXml(text, i))
                escaped.Append(CultureInfo.InvariantCulture, $"_x{(int)text[i]:X4}_");
            else escaped.Append(text[i]);
        }

        return escaped.ToString();
    }

    private static bool IsXml(string text, int at) =>
        XmlConvert.IsXmlChar(text[at])
        || (char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]))
        || (char.IsLowSurrogate(text[at]) && at > 0 && char.IsHighSurrogate(text[at - 1]));

    private static void Finished(ValueTask task) => task.AsTask().GetAwaiter().GetResult();

    private static T Finished<T>(ValueTask<T> task) => task.AsTask().GetAwaiter().GetResult();
}
