using System.Globalization;
using Matiz.Data.Tables;
using Matiz.Formats.Excel;

namespace Matiz.Data.Excel;

/// <summary>A sheet of a workbook; the first row that has cells names the columns.</summary>
internal sealed class ExcelFormat : RowFormat
{
    private const string Named = "xlsx";
    private readonly string? _sheet;

    /// <summary>The format of files whose sheet is looked for in each.</summary>
    public ExcelFormat()
        : this(sheet: null)
    {
    }

    private ExcelFormat(string? sheet)
        : base([Named], [".xlsx"]) => (_sheet, Table) = (sheet, new ExcelTable(sheet));

    internal override TableFormat Table { get; }

    /// <summary>Its name, and the sheet where one was told or chosen.</summary>
    internal override string RecordedName => _sheet is null ? Name : $"{Name} {_sheet}";

    public override IEnumerable<RawRow> Read(RowFile file) =>
        TableRows.Read(file, () => new ExcelTableReader(file.OpenBytes(), file.Name, _sheet, asTexts: false));

    /// <summary>The format under the sheet that was told, or the first.</summary>
    internal override RowFormat ForFile(OpenedSource file, DataOptions options, ref string? note)
    {
        base.ForFile(file, options with { Sheet = null }, ref note);
        if (_sheet is not null) return this;
        var names = TableRows.Guarded(file.Name, () =>
        {
            using var workbook = ExcelWorkbook.Open(file.OpenBytes(), file.Name);
            return workbook.SheetNames;
        });
        if (options.Sheet is { } told) return new ExcelFormat(Find(names, told, file.Name));
        if (names.Count > 1) note = $"{file.Name}: read sheet '{names[0]}', the first of {string.Join(", ", names)}.";
        return new ExcelFormat(names[0]);
    }

    /// <summary>The format of a <see cref="RecordedName"/> that has a sheet; null for any other name.</summary>
    internal static ExcelFormat? WithRecorded(string name) =>
        name.StartsWith(Named + " ", StringComparison.Ordinal) ? new ExcelFormat(name[(Named.Length + 1)..]) : null;

    private static string Find(IReadOnlyList<string> names, string told, string file)
    {
        string? found = names.FirstOrDefault(name => string.Equals(name, told, StringComparison.Ordinal))
            ?? names.FirstOrDefault(name => string.Equals(name.Trim(), told.Trim(), StringComparison.OrdinalIgnoreCase));
        if (found is not null) return found;
        bool isNumber = int.TryParse(told, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
        return isNumber && number >= 1 && number <= names.Count
            ? names[number - 1]
            : throw new DataException(
                file, 0,
                $"there is no sheet '{told}'; the sheets are {string.Join(", ", names.Select(name => $"'{name}'"))}. One of them, or its "
                + "number from 1, was expected. Correct DataOptions.Sheet.");
    }
}
