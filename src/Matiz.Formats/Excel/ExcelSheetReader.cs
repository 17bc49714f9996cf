using System.Buffers;
using System.Globalization;
using System.Xml;
using Matiz.Formats.Tables;

namespace Matiz.Formats.Excel;

/// <summary>Reads the rows of a sheet one after another (ECMA-376, 18.3.1.73).</summary>
/// <param name="xml">The part of the sheet, at its beginning.</param>
/// <param name="texts">The shared texts.</param>
/// <param name="dates">Which cells are dates.</param>
/// <param name="path">The file, for messages.</param>
/// <param name="sheet">The sheet's name, for messages.</param>
internal sealed class ExcelSheetReader(XmlReader xml, List<string> texts, ExcelDates dates, string path, string sheet)
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("-0123456789");

    private int _row;

    /// <summary>The next row that has cells; null behind the last.</summary>
    public ExcelRow? ReadRow()
    {
        while (xml.Read())
        {
            if (xml.NodeType == XmlNodeType.EndElement && xml.LocalName == "sheetData") return null;
            if (xml.NodeType != XmlNodeType.Element || xml.LocalName != "row") continue;
            _row = RowNumber();
            var cells = xml.IsEmptyElement ? [] : ReadCells();
            if (cells.Count > 0) return new ExcelRow(_row, cells);
        }

        return null;
    }

    private int RowNumber()
    {
        if (xml.GetAttribute("r") is not { } text) return _row + 1;
        bool isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
        return isNumber && number > _row ? number : throw Broken($"the row behind row {_row} has the number '{text}'");
    }

    private List<ExcelCell> ReadCells()
    {
        var cells = new List<ExcelCell>();
        int depth = xml.Depth, next = 0;
        while (xml.Read() && xml.Depth > depth)
        {
            if (xml.NodeType != XmlNodeType.Element || xml.LocalName != "c") continue;
            int column = next;
            if (xml.GetAttribute("r") is { } name)
            {
                column = ExcelCell.Parse(name) is { } place && place.Row == _row && place.Column >= next
                    ? place.Column
                    : throw Broken($"row {_row} has a cell '{name}' behind column {ExcelCell.LettersOf(next)}");
            }

            next = column + 1;
            var cell = ReadCell(column);
            if (cell.Kind != ExcelCellKind.Missing) cells.Add(cell);
        }

        return cells;
    }

    private ExcelCell ReadCell(int column)
    {
        string type = xml.GetAttribute("t") ?? "n";
        _ = int.TryParse(xml.GetAttribute("s"), NumberStyles.None, CultureInfo.InvariantCulture, out int style);
        string? value = null;
        bool isFormula = false;
        if (!xml.IsEmptyElement)
        {
            int depth = xml.Depth;
            while (xml.Read() && xml.Depth > depth)
            {
                if (xml.NodeType != XmlNodeType.Element) continue;
                switch (xml.LocalName)
                {
                    case "v": value = ExcelTexts.TextOf(xml); break;
                    case "is": value = ExcelTexts.Read(xml); break;
                    case "f":
                        isFormula = true;
                        _ = ExcelTexts.TextOf(xml);
                        break;
                }
            }
        }

        if (value is null) return new ExcelCell(column, isFormula ? ExcelCellKind.Uncomputed : ExcelCellKind.Missing, "");
        return type switch
        {
            "s" => new ExcelCell(column, ExcelCellKind.Text, Shared(value, column)),
            "inlineStr" => new ExcelCell(column, ExcelCellKind.Text, value),
            "str" or "d" => new ExcelCell(column, ExcelCellKind.Text, ExcelTexts.Unescape(value)),
            "b" => new ExcelCell(column, ExcelCellKind.Boolean, value is "1" or "true" ? "true" : "false"),
            "e" => new ExcelCell(column, ExcelCellKind.Error, value),
            "n" => Number(value.Trim(), style, column),
            _ => throw Broken($"the cell {ExcelCell.NameOf(column, _row)} is of the type '{type}'"),
        };
    }

    private ExcelCell Number(string value, int style, int column)
    {
        if (value.Length == 0) return new ExcelCell(column, ExcelCellKind.Missing, "");
        if (dates.Text(style, value) is { } date) return new ExcelCell(column, ExcelCellKind.Text, date);
        bool isNumber = double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            && double.IsFinite(number);
        return isNumber
            ? new ExcelCell(column, ExcelCellKind.Number, Spelled(value, number))
            : throw Broken($"the cell {ExcelCell.NameOf(column, _row)} holds '{value}' as a number");
    }

    // 1E3, 1.0 and 0.10000000000000001 as everyone writes them: 1000, 1, 0.1; digits of more than a double holds stay.
    private static string Spelled(string value, double number) =>
        value.AsSpan().IndexOfAnyExcept(Digits) < 0 ? value : number.ToString(CultureInfo.InvariantCulture);

    private string Shared(string value, int column)
    {
        bool isThere = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < texts.Count;
        return isThere
            ? texts[index]
            : throw Broken($"the cell {ExcelCell.NameOf(column, _row)} names the shared text '{value}' of {texts.Count}");
    }

    private TableException Broken(string found) =>
        new(path, $"sheet '{sheet}': {found}. Rows and cells in their order were expected. {TableException.Damaged}");
}
