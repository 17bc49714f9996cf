using Matiz.Formats.Tables;

namespace Matiz.Data.Tables;

/// <summary>A file of rows opened as a table, with the names of its classes where it has them.</summary>
internal sealed class TableFile : IDisposable
{
    private readonly TableReader _reader;

    private TableFile(DataSource source, RowFormat format, TableReader reader, string? note, DeclaredColumns? declared)
    {
        (Source, Format, _reader, Note) = (source, format, reader, note);
        var schema = TableRows.Guarded(source.DisplayName, () => DatasetFeatures.WithNames(reader.Schema, source.DisplayName));
        Schema = declared?.Under(schema, source.DisplayName) ?? schema;
    }

    /// <summary>The file.</summary>
    public DataSource Source { get; }

    /// <summary>How it is written.</summary>
    public RowFormat Format { get; }

    /// <summary>Its columns.</summary>
    public TableSchema Schema { get; }

    /// <summary>How many rows it has; null where only reading tells.</summary>
    public long? RowCount => _reader.RowCount;

    /// <summary>One line on how it is read, where nobody told it; null: nothing is to be said.</summary>
    public string? Note { get; }

    /// <summary>Opens a file.</summary>
    /// <param name="source">The file, or a stream, which is read into memory.</param>
    /// <param name="options">How it is divided; its columns do not matter.</param>
    /// <param name="asTexts">Whether values are wanted as they are spelled; see <see cref="TableFormat.Open"/>.</param>
    /// <exception cref="DataException">It is broken, or its format has no columns with types.</exception>
    public static TableFile Open(DataSource source, DataOptions options, bool asTexts = false)
    {
        source = source.Kept();
        string? note = null;
        var format = FormatOf(source, options, ref note);
        var table = format.Table ?? throw new DataException(
            source.DisplayName, 0,
            $"the format '{format.Name}' gives texts and labels only. "
            + $"One whose columns are known was expected: {string.Join(", ", RowFormats.All.Where(other => other.Table is not null))}. "
            + "Convert the file by the program that made it.");
        return new TableFile(
            source, format, TableRows.Guarded(source.DisplayName, () => table.Open(source, asTexts)), note, options.Declared);
    }

    /// <summary>The rows, of all columns.</summary>
    public IEnumerable<TableBatch> Read() => Read([.. Enumerable.Range(0, Schema.Columns.Count)]);

    /// <summary>The rows, of some columns.</summary>
    public IEnumerable<TableBatch> Read(IReadOnlyList<int> columns)
    {
        string name = Source.DisplayName;
        using var batches = TableRows.Guarded(name, () => _reader.Read(columns).GetEnumerator());
        while (TableRows.Guarded(name, batches.MoveNext)) yield return batches.Current;
    }

    public void Dispose() => _reader.Dispose();

    private static RowFormat FormatOf(DataSource source, DataOptions options, ref string? note)
    {
        using var file = new OpenedSource(source);
        return (source.Format ?? RowFile.FormatOf(file.OpenText())).ForFile(file, options, ref note);
    }
}
