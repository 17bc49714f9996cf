using Matiz.Data.Tables;
using Matiz.Formats.Arrow;
using Matiz.Formats.Tables;

namespace Matiz.Data.Arrow;

/// <summary>
/// Arrow files (<c>.arrow</c>, <c>.feather</c>), and streams (<c>.arrows</c>; the caches of the reference's datasets are called
/// <c>.arrow</c> as well, and are told by their first bytes).
/// </summary>
internal sealed class ArrowFormat() : RowFormat(["arrow"], [".arrow", StreamExtension, ".feather"])
{
    private const string StreamExtension = ".arrows";

    internal override TableFormat Table { get; } = new ArrowTable();

    public override IEnumerable<RawRow> Read(RowFile file) =>
        TableRows.Read(file, () => new ArrowReader(file.OpenBytes(), file.Name));

    /// <summary>All columns of an Arrow file.</summary>
    private sealed class ArrowTable : TableFormat
    {
        public override TableReader Open(DataSource source, bool asTexts = false) =>
            new ArrowReader(source.OpenSeekable(), source.DisplayName);

        public override TableWriter Create(Stream destination, TableSchema schema, string name)
        {
            string plain = DataSource.IsGZip(name) ? name[..^3] : name;
            return new ArrowWriter(destination, schema, plain.EndsWith(StreamExtension, StringComparison.OrdinalIgnoreCase));
        }
    }
}
