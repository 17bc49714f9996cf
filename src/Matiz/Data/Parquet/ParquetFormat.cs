using Matiz.Data.Tables;
using Matiz.Formats.Parquet;
using Matiz.Formats.Tables;

namespace Matiz.Data.Parquet;

/// <summary>Parquet files, as pandas, Spark and the Hub's datasets write them.</summary>
internal sealed class ParquetFormat() : RowFormat(["parquet"], [".parquet"])
{
    internal override TableFormat Table { get; } = new ParquetTable();

    public override IEnumerable<RawRow> Read(RowFile file) =>
        TableRows.Read(file, () => new ParquetReader(file.OpenBytes(), file.Name));

    /// <summary>All columns of a Parquet file.</summary>
    private sealed class ParquetTable : TableFormat
    {
        public override TableReader Open(DataSource source, bool asTexts = false) =>
            new ParquetReader(source.OpenSeekable(), source.DisplayName);

        public override TableWriter Create(Stream destination, TableSchema schema, string name) =>
            new ParquetWriter(destination, schema, name);
    }
}
