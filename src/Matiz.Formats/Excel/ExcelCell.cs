using System.Globalization;

namespace Matiz.Formats.Excel;

/// <summary>What a cell holds.</summary>
internal enum ExcelCellKind
{
    /// <summary>Nothing.</summary>
    Missing,

    /// <summary>A text, or a date in ISO 8601.</summary>
    Text,

    /// <summary>A number as the file spells it.</summary>
    Number,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean,

    /// <summary>The error of a formula, such as <c>#N/A</c>.</summary>
    Error,

    /// <summary>A formula without a result: the program that made the file never computed it.</summary>
    Uncomputed,
}

/// <summary>A cell of a sheet.</summary>
/// <param name="Column">Its column, from 0.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Text">Its value as a text.</param>
internal readonly record struct ExcelCell(int Column, ExcelCellKind Kind, string Text)
{
    /// <summary>The name of a cell: <c>C7</c>.</summary>
    public static string NameOf(int column, int row) => LettersOf(column) + row.ToString(CultureInfo.InvariantCulture);

    /// <summary>The letters of a column: A, B, … Z, AA.</summary>
    public static string LettersOf(int column)
    {
        string letters = "";
        for (int rest = column + 1; rest > 0; rest = (rest - 1) / 26) letters = (char)('A' + ((rest - 1) % 26)) + letters;
        return letters;
    }

    /// <summary>The column and row of a name such as <c>C7</c>; null where it is none.</summary>
    public static (int Column, int Row)? Parse(string name)
    {
        const int MostColumns = 16_384, MostRows = 1_048_576;
        int at = 0, column = 0, row = 0;
        for (; at < name.Length && char.IsAsciiLetterUpper(name[at]); at++)
        {
            column = (column * 26) + name[at] - 'A' + 1;
            if (column > MostColumns) return null;
        }

        int digits = at;
        for (; at < name.Length && char.IsAsciiDigit(name[at]); at++)
        {
            row = (row * 10) + name[at] - '0';
            if (row > MostRows) return null;
        }

        return column > 0 && row > 0 && at == name.Length && at > digits ? (column - 1, row) : null;
    }
}

/// <summary>A row of a sheet that has cells.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Cells">Its cells by ascending column; those that hold nothing may be left out.</param>
internal sealed record ExcelRow(int Number, IReadOnlyList<ExcelCell> Cells);
