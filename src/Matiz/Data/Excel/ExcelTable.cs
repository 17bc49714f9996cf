using Matiz.Data.Tables;
using Matiz.Formats.Tables;

namespace Matiz.Data.Excel;

/// <summary>All columns of a sheet. Cells have types, columns have none: a column is of the type that all its cells have.</summary>
/// <param name="sheet">Its name; null: the first.</param>
internal sealed class ExcelTable(string? sheet) : TableFormat
{
    public override TableReader Open(DataSource source, bool asTexts = false)
    {
        var file = new OpenedSource(source);
        return new ExcelTableReader(file.OpenBytes(), source.DisplayName, sheet, asTexts, owner: file);
    }

    public override TableWriter Create(Stream destination, TableSchema schema, string name)
    {
        RequireNoBytes(name, schema, "a workbook");
        return new ExcelTableWriter(destination, schema, name);
    }
}
