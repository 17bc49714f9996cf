using System.IO.Compression;
using Matiz.Formats;
using Matiz.Formats.Tables;

namespace Matiz.Data.Tables;

/// <summary>Files of the same columns, written one behind the other as one file.</summary>
internal sealed class TableConversion(IReadOnlyList<DataSource> sources, DataOptions options, TableFormat format, string output)
{
    public long Run(Action<string>? note, IProgress<ConversionProgress>? progress, CancellationToken cancellation)
    {
        // All are opened first: differing columns are told before anything is written.
        var files = new List<TableFile>();
        try
        {
            foreach (var source in sources)
            {
                cancellation.ThrowIfCancellationRequested();
                var file = TableFile.Open(source, options, asTexts: !format.HasTypes);
                files.Add(file);
                if (file.Note is { } found) note?.Invoke(found);
            }

            var schema = Joined(files);
            RequireDistinct(schema, files[0]);
            return Write(files, schema with { Metadata = DatasetFeatures.NotesOf(schema) }, progress, cancellation);
        }
        finally
        {
            foreach (var file in files) file.Dispose();
        }
    }

    private long Write(
        List<TableFile> files, TableSchema schema, IProgress<ConversionProgress>? progress, CancellationToken cancellation)
    {
        long? total = files.TrueForAll(file => file.RowCount is not null) ? files.Sum(file => file.RowCount!.Value) : null;
        long rows = 0;
        using var atomic = AtomicFile.Create(output);
        var packed = DataSource.IsGZip(output) ? new GZipStream(atomic.Stream, CompressionLevel.Optimal, leaveOpen: true) : null;
        using (packed)
        {
            using var writer = TableRows.Guarded(output, () => format.Create(packed ?? atomic.Stream, schema, output));
            foreach (var file in files)
            {
                int[] places = Places(file, schema);
                progress?.Report(new ConversionProgress(file.Source.Name, rows, total));
                foreach (var batch in file.Read())
                {
                    cancellation.ThrowIfCancellationRequested();
                    writer.Write(Arranged(batch, places, schema, file.Source.DisplayName));
                    rows += batch.RowCount;
                    progress?.Report(new ConversionProgress(file.Source.Name, rows, total));
                }
            }

            writer.Complete();
        }

        atomic.Commit();
        return rows;
    }

    private static TableBatch Arranged(TableBatch batch, int[] places, TableSchema schema, string file)
    {
        var columns = new Column[places.Length];
        for (int i = 0; i < columns.Length; i++) columns[i] = ColumnCast.To(batch.Columns[places[i]], schema.Columns[i].Type, file);
        return new TableBatch(batch.RowCount, columns);
    }

    private static int[] Places(TableFile file, TableSchema schema) => [.. schema.Columns.Select(column =>
        file.Schema.Columns.ToList().FindIndex(own => string.Equals(own.Name, column.Name, StringComparison.Ordinal)))];

    private static TableSchema Joined(List<TableFile> files)
    {
        var columns = files[0].Schema.Columns.ToList();
        foreach (var file in files.Skip(1))
        {
            var others = file.Schema.Columns;
            string first = files[0].Source.DisplayName, name = file.Source.DisplayName;
            if (others.FirstOrDefault(other => columns.TrueForAll(own => !IsSame(own, other))) is { } extra)
                throw Differs(name, $"has a column '{extra.Name}' that {first} lacks");
            for (int i = 0; i < columns.Count; i++)
            {
                var own = columns[i];
                var other = others.FirstOrDefault(column => IsSame(own, column))
                    ?? throw Differs(name, $"lacks the column '{own.Name}' of {first}");
                var type = TypeMerge.Merge(own.Type, other.Type) ?? throw Differs(
                    name,
                    $"has {TableFormat.Described(other.Type)} in the column '{own.Name}', and {first} {TableFormat.Described(own.Type)}");
                bool sameNames = (own.ValueNames ?? []).SequenceEqual(other.ValueNames ?? [], StringComparer.Ordinal);
                if (!sameNames) throw Differs(name, $"names the classes of the column '{own.Name}' otherwise than {first}");
                columns[i] = own with { Type = type };
            }
        }

        return new TableSchema(columns);
    }

    private static bool IsSame(ColumnSchema one, ColumnSchema other) => string.Equals(one.Name, other.Name, StringComparison.Ordinal);

    private static DataException Differs(string file, string how) => new(
        file, 0, $"the file {how}. Files of the same columns were expected. Convert them one by one, or make their columns alike.");

    private static void RequireDistinct(TableSchema schema, TableFile file)
    {
        var repeated = schema.Columns.GroupBy(column => column.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        if (repeated is null) return;
        throw new DataException(
            file.Source.DisplayName, 0,
            $"{repeated.Count()} columns are named '{repeated.Key}'. One was expected. Rename the others in the file.");
    }
}
