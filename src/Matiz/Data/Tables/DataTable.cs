using Matiz.Formats.Tables;

namespace Matiz.Data.Tables;

/// <summary>Files of rows as whole tables: what columns they have, their first rows, and any format made of any other.</summary>
public static class DataTable
{
    /// <summary>The most labels that <see cref="Describe"/> collects from the rows; a column of more is none of labels.</summary>
    public const int MostLabels = 1000;

    /// <summary>The extensions of the files that can be written, each also with <c>.gz</c>.</summary>
    public static IReadOnlyList<string> WritableExtensions =>
        [.. RowFormats.All.Where(format => format.Table is { CanWrite: true }).SelectMany(format => format.Extensions)];

    /// <summary>The columns of a file, how many rows it has, and its labels.</summary>
    /// <param name="source">The file, or a stream, which is read into memory.</param>
    /// <param name="options">How it is divided; by default found.</param>
    /// <exception cref="DataException">The file is broken; the message names it, and the line where there are lines.</exception>
    public static TableDescription Describe(DataSource source, DataOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        using var file = TableFile.Open(source, options ?? new DataOptions());
        var columns = file.Schema.Columns;
        var candidates = Enumerable.Range(0, columns.Count)
            .Where(place => DataOptions.LabelColumnNames.Contains(columns[place].Name.Trim(), StringComparer.OrdinalIgnoreCase)).ToList();
        int label = candidates.Count == 1 ? candidates[0] : -1;
        long rows = 0;
        var found = new HashSet<string>(StringComparer.Ordinal);
        var named = label < 0 ? columns.FirstOrDefault(column => column.ValueNames is not null) : columns[label];
        bool collects = named is { ValueNames: null } && (named.Type.Item ?? named.Type) is { IsNested: false, Kind: not ColumnKind.Float };
        if (!collects && file.RowCount is { } count) rows = count;
        else
        {
            foreach (var batch in file.Read(collects ? [label] : []))
            {
                rows += batch.RowCount;
                if (collects && found.Count <= MostLabels) Collect(batch, named!, found, source.DisplayName);
            }
        }

        return new TableDescription(
            source.Name, file.Format, rows, Columns(columns),
            named?.ValueNames ?? (found.Count is 0 or > MostLabels ? [] : ClassLabel.FromLabels(found).Names))
        {
            Note = file.Note,
        };
    }

    /// <summary>The first rows of a file.</summary>
    /// <param name="source">The file, or a stream, which is read into memory.</param>
    /// <param name="rows">How many rows, at most.</param>
    /// <param name="options">How it is divided; by default found.</param>
    /// <exception cref="DataException">The file is broken; the message names it, and the line where there are lines.</exception>
    public static TableHead Head(DataSource source, int rows, DataOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        using var file = TableFile.Open(source, options ?? new DataOptions());
        var first = new List<IReadOnlyList<string?>>();
        foreach (var batch in file.Read())
        {
            for (int row = 0; row < batch.RowCount && first.Count < rows; row++)
            {
                first.Add([.. file.Schema.Columns.Select(
                    (column, place) => ColumnValues.ToText(batch.Columns[place], column, row, source.DisplayName))]);
            }

            if (first.Count >= rows) break;
        }

        return new TableHead(Columns(file.Schema.Columns), first) { Note = file.Note };
    }

    /// <summary>
    /// Writes the rows of files as one file of the format that its extension names, whole or not at all. Files of the same columns follow
    /// one another; names of classes travel along.
    /// </summary>
    /// <param name="sources">The files.</param>
    /// <param name="output">Where to: see <see cref="WritableExtensions"/>; compressed where <c>.gz</c> stands behind.</param>
    /// <param name="options">How the files are divided; by default found.</param>
    /// <param name="note">Told how a file is read, where nobody told it.</param>
    /// <param name="progress">Told of the rows written.</param>
    /// <param name="cancellation">Ends it; nothing is left of the output then.</param>
    /// <returns>How many rows were written.</returns>
    /// <exception cref="DataException">
    /// A file is broken, columns differ between files, a column does not fit the output's format, or its extension cannot be written.
    /// </exception>
    public static long Convert(
        IReadOnlyList<DataSource> sources, string output, DataOptions? options = null, Action<string>? note = null,
        IProgress<ConversionProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentException.ThrowIfNullOrEmpty(output);
        if (sources.Count == 0) throw new DataException("no files are named. At least one was expected. Name the files to convert.");
        var format = RowFormats.TryForPath(output)?.Table is { CanWrite: true } found ? found : throw Unwritable(output);
        return new TableConversion(sources, options ?? new DataOptions(), format, output).Run(note, progress, cancellation);
    }

    private static DataException Unwritable(string output) => new(
        output, 0,
        $"a file of this extension cannot be written. One of {string.Join(", ", WritableExtensions)}, each also with .gz, was expected. "
        + "Name the output so.");

    private static IReadOnlyList<TableColumn> Columns(IReadOnlyList<ColumnSchema> columns) =>
        [.. columns.Select(column => new TableColumn(column.Name, TypeName(column)))];

    private static string TypeName(ColumnSchema column) => (column.ValueNames, column.Type.Kind) switch
    {
        (null, _) => column.Type.ToString(),
        (_, ColumnKind.List) => "list of class label",
        _ => "class label",
    };

    private static void Collect(TableBatch batch, ColumnSchema column, HashSet<string> found, string file)
    {
        var values = batch.Columns[0];
        for (int row = 0; row < batch.RowCount; row++)
        {
            if (values is not ListColumn lists)
            {
                if (ColumnValues.ToText(values, column, row, file)?.Trim() is { Length: > 0 } label) found.Add(label);
                continue;
            }

            var item = column with { Type = column.Type.Item! };
            for (int i = lists.Offsets[row]; i < lists.Offsets[row + 1]; i++)
            {
                if (ColumnValues.ToText(lists.Items, item, i, file)?.Trim() is { Length: > 0 } label) found.Add(label);
            }
        }
    }
}

/// <summary>A column of a table.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">
/// What its values are: <c>text</c>, <c>integer</c>, <c>float</c>, <c>boolean</c>, <c>class label</c> (numbers with names), <c>bytes</c>,
/// <c>null</c> (none at all), <c>list of …</c> or <c>struct of …</c>.
/// </param>
public sealed record TableColumn(string Name, string Type);

/// <summary>What a file of rows holds.</summary>
/// <param name="Path">The file as it was named.</param>
/// <param name="Format">How it is written.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="Labels">
/// The names of its classes, as the file has them or as its rows give them; empty where nothing looks like labels.
/// </param>
public sealed record TableDescription(
    string Path, RowFormat Format, long Rows, IReadOnlyList<TableColumn> Columns, IReadOnlyList<string> Labels)
{
    /// <summary>One line on how it was read, where nobody told it; null: nothing is to be said.</summary>
    public string? Note { get; init; }
}

/// <summary>The first rows of a file.</summary>
/// <param name="Columns">Its columns.</param>
/// <param name="Rows">The values as texts, null where one is missing; lists and structs as JSON.</param>
public sealed record TableHead(IReadOnlyList<TableColumn> Columns, IReadOnlyList<IReadOnlyList<string?>> Rows)
{
    /// <summary>One line on how it was read, where nobody told it; null: nothing is to be said.</summary>
    public string? Note { get; init; }
}

/// <summary>How far a conversion is.</summary>
/// <param name="Path">The file that is being read.</param>
/// <param name="Rows">How many rows were written.</param>
/// <param name="TotalRows">How many there will be; null where only reading tells.</param>
public sealed record ConversionProgress(string Path, long Rows, long? TotalRows);
