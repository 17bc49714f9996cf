using Matiz.Data.Corrections;
using Matiz.Data.Tables;

namespace Matiz.Data.Csv;

/// <summary>A table in text (RFC 4180): the first row names the columns.</summary>
/// <param name="name">Its name, which is its extension as well.</param>
/// <param name="separator">What stands between two fields.</param>
internal sealed class CsvFormat(string name, char separator) : RowFormat([name], ["." + name])
{
    internal override RowLayout Layout { get; } = new CsvLayout(separator);

    internal override TableFormat Table { get; } = new CsvTable(name, separator);

    public override IEnumerable<RawRow> Read(RowFile file) => CsvRows.Read(file, separator);
}
