namespace Matiz.Data.Repositories;

/// <summary>Which of the files that a split names hold its rows: all of one format, and none that cannot be read.</summary>
/// <param name="store">The files.</param>
/// <param name="format">The format that was asked for; null: that of all.</param>
/// <param name="notes">Gets what is to be said.</param>
internal sealed class DataFiles(DatasetStore store, RowFormat? format, List<string> notes)
{
    // They describe a dataset, and are none of its data.
    private static readonly string[] Descriptions =
    [
        "README.md", "config.json", "dataset_info.json", "dataset_infos.json", "dataset_dict.json", "state.json", "dummy_data.zip",
    ];

    // Whatever is packed in them, it may be rows.
    private static readonly string[] Packed = [".zip", ".tar", ".tgz", ".bz2", ".xz", ".zst", ".lz4", ".7z", ".rar"];

    // Rows in formats that are not read.
    private static readonly string[] Unread =
    [
        ".conll", ".conllu", ".xml", ".h5", ".hdf5", ".lance", ".orc", ".avro", ".pkl", ".pickle", ".db", ".sqlite", ".xls", ".ods",
        ".geoparquet", ".gpq", ".eval", ".tsfile",
    ];

    /// <summary>Whether a file describes datasets and is never data, unless it is named.</summary>
    public static bool IsDescription(string path) => Descriptions.Contains(Path.GetFileName(path), StringComparer.Ordinal);

    /// <summary>Whether a file holds rows, as far as its name says, readable or not.</summary>
    public static bool MayHoldRows(string path) =>
        !IsDescription(path) && (AreRows(path) || EndOf(path, Packed) is not null || EndOf(path, Unread) is not null);

    /// <summary>Whether a file holds rows that can be read.</summary>
    public static bool AreRows(string path) => !IsDescription(path) && RowFormats.TryForPath(path) is not null;

    /// <summary>The files of each split that are read.</summary>
    /// <param name="splits">Splits with all that they name.</param>
    /// <param name="isDeclared">Whether the card names these files; else the names of files and folders.</param>
    /// <exception cref="DataException">There is none, one cannot be read, or they are of several formats.</exception>
    public IReadOnlyList<LayoutSplit> Choose(IReadOnlyList<LayoutSplit> splits, bool isDeclared)
    {
        foreach (string path in splits.SelectMany(split => split.Files).Where(_ => format is null))
        {
            if (EndOf(path, Packed) is { } end) throw Unreadable(path, end, "Unpack");
        }

        var readable = splits.Select(split => split with { Files = [.. split.Files.Where(IsWanted)] }).ToList();
        if (readable.TrueForAll(split => split.Files.Count == 0))
        {
            string? foreign = splits.SelectMany(split => split.Files).FirstOrDefault(path => EndOf(path, Unread) is not null);
            throw foreign is null || format is not null ? Nothing(splits) : Unreadable(foreign, EndOf(foreign, Unread)!, "Convert");
        }

        foreach (var split in readable.Where(_ => isDeclared || format is not null))
        {
            if (split.Files.Count > 0) continue;
            throw Nothing([.. splits.Where(one => string.Equals(one.Name, split.Name, StringComparison.Ordinal))]);
        }

        readable.RemoveAll(split => split.Files.Count == 0);
        return OfOneFormat(readable);
    }

    private static string? EndOf(string path, string[] extensions) => Array.Find(
        extensions, extension => path.EndsWith(extension, StringComparison.OrdinalIgnoreCase)
            || path.EndsWith(extension + ".gz", StringComparison.OrdinalIgnoreCase));

    private bool IsWanted(string path) => RowFormats.TryForPath(path) is { } found && (format is null || GroupOf(found) == GroupOf(format));

    private DataException Unreadable(string path, string extension, string advice) => new(
        store.NameOf(path), 0,
        $"files that end with '{extension}' are not read. Rows as {string.Join(", ", RowFormats.Extensions())}, each also with .gz, "
        + $"were expected. {advice} it yourself, and name the files (DatasetFiles.Train).");

    private List<LayoutSplit> OfOneFormat(List<LayoutSplit> splits)
    {
        if (format is not null) return splits;
        var groups = splits.SelectMany(split => split.Files).GroupBy(path => GroupOf(RowFormats.ForPath(path))).ToList();
        if (groups.Count == 1) return splits;

        // A licence lies beside many tables.
        var texts = groups.Find(group => group.Key == RowFormats.Text);
        if (texts is not null && groups.Count == 2)
        {
            notes.Add($"{store.Name}: {string.Join(", ", texts.Take(5))} {(texts.Count() == 1 ? "is" : "are")} plain text beside tables, "
                + "and not read.");
            var left = splits.Select(split => split with { Files = [.. split.Files.Except(texts, StringComparer.Ordinal)] }).ToList();
            left.RemoveAll(split => split.Files.Count == 0);
            return left;
        }

        string found = string.Join(", ", groups.Select(group => $"{group.Key} ({group.First()}{(group.Skip(1).Any() ? ", …" : "")})"));
        throw new DataException(
            $"{store.Name}: the splits have files of {groups.Count} formats: {found}. One was expected, as the same rows may lie there "
            + "twice. Say which with DataOptions.Format, or name the files that you mean (DatasetFiles.Train).");
    }

    // Lines and arrays of JSON are one, and so are tables with commas and tabs.
    private static RowFormat GroupOf(RowFormat format) =>
        format == RowFormats.Json ? RowFormats.JsonLines : format == RowFormats.Tsv ? RowFormats.Csv : format;

    private DataException Nothing(IReadOnlyList<LayoutSplit> splits)
    {
        const int Most = 3;
        string what = format is null ? "rows" : $"rows as {format.Name}";
        var named = splits.SelectMany(split => split.Files).ToList();
        string[] others = [.. (named.Count > 0 ? named : store.Paths).Take(Most + 1)];
        string found = others.Length == 0 ? "it is empty"
            : $"there is no file of {what}, only {string.Join(", ", others.Take(Most))}{(others.Length > Most ? ", …" : "")}";
        string which = splits.Count == 1 && splits[0].Files.Count > 0 ? $"{store.Name}: {splits[0].Name}" : store.Name;
        return new DataException(
            $"{which}: {found}. Files that end with {string.Join(", ", RowFormats.Extensions())}, each also with .gz, were expected. "
            + "Is this the right dataset?");
    }
}
