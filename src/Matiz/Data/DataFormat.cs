namespace Matiz.Data;

/// <summary>How the rows of a file are written.</summary>
public enum DataFormat
{
    /// <summary>Comma-separated values (RFC 4180), the first row names the columns.</summary>
    Csv,

    /// <summary>The same with tabs.</summary>
    Tsv,

    /// <summary>One JSON object a line; blank lines are skipped.</summary>
    JsonLines,

    /// <summary>One JSON array of objects.</summary>
    Json,

    /// <summary>Plain text: every line is a row, blank ones too.</summary>
    Text,
}

/// <summary>Names and extensions of the formats.</summary>
public static class DataFormats
{
    private static readonly (string Name, DataFormat Format)[] All =
    [
        ("csv", DataFormat.Csv), ("tsv", DataFormat.Tsv), ("jsonl", DataFormat.JsonLines), ("ndjson", DataFormat.JsonLines),
        ("json", DataFormat.Json), ("txt", DataFormat.Text), ("lines", DataFormat.Text),
    ];

    /// <summary>The format of a <c>--format</c> word: <c>csv tsv jsonl ndjson json txt lines</c>.</summary>
    /// <exception cref="DataException">The word is none of them.</exception>
    public static DataFormat Parse(string name)
    {
        foreach (var entry in All)
        {
            if (string.Equals(entry.Name, name, StringComparison.OrdinalIgnoreCase)) return entry.Format;
        }

        throw new DataException($"'{name}' is no format of data. Expected one of csv, tsv, jsonl, json, txt, lines. Correct --format.");
    }

    /// <summary>The format's own word: <c>csv tsv jsonl json txt</c>.</summary>
    public static string NameOf(DataFormat format) => All.First(entry => entry.Format == format).Name;

    /// <summary>The format by the extension of a path, a final <c>.gz</c> set aside; null where it says nothing.</summary>
    internal static DataFormat? TryOfPath(string path) => TryOfExtension(ExtensionOf(path));

    /// <summary>The format by the extension of a path, a final <c>.gz</c> set aside.</summary>
    /// <exception cref="DataException">The extension says nothing.</exception>
    internal static DataFormat OfPath(string path)
    {
        if (TryOfPath(path) is { } format) return format;
        string extension = ExtensionOf(path);
        string found = extension.Length == 0 ? "the name has no extension" : $"the extension '{extension}' is not known";
        throw new DataException(path, 0, $"{found}. Expected .csv, .tsv, .jsonl, .json or .txt, each also with .gz. Rename the file or give --format (DataOptions.Format).");
    }

    /// <summary>The format of an extension such as <c>.csv</c>; null where it says nothing.</summary>
    public static DataFormat? TryOfExtension(string extension)
    {
        foreach (var entry in All)
        {
            if (!string.Equals(entry.Name, "lines", StringComparison.Ordinal)
                && string.Equals("." + entry.Name, extension, StringComparison.OrdinalIgnoreCase)) return entry.Format;
        }

        return null;
    }

    private static string ExtensionOf(string path) => Path.GetExtension(IsGZip(path) ? path[..^3] : path);

    internal static bool IsGZip(string path) => path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
}
