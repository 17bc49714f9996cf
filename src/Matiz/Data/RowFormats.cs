using Matiz.Data.Arrow;
using Matiz.Data.Csv;
using Matiz.Data.Excel;
using Matiz.Data.FastText;
using Matiz.Data.JsonLines;
using Matiz.Data.Parquet;
using Matiz.Data.Text;

namespace Matiz.Data;

/// <summary>The formats of rows by their names and extensions.</summary>
public static class RowFormats
{
    private static readonly CsvFormat OfCommas = new("csv", ','), OfTabs = new("tsv", '\t');
    private static readonly ExcelFormat OfExcel = new();

    /// <summary>Comma-separated values (RFC 4180), the first row names the columns.</summary>
    public static RowFormat Csv => OfCommas;

    /// <summary>The same with tabs.</summary>
    public static RowFormat Tsv => OfTabs;

    /// <summary>One JSON object a line; blank lines are skipped.</summary>
    public static RowFormat JsonLines { get; } = new JsonLinesFormat();

    /// <summary>One JSON array of objects.</summary>
    public static RowFormat Json { get; } = new JsonArrayFormat();

    /// <summary>Plain text: every line is a row, blank ones too.</summary>
    public static RowFormat Text { get; } = new TextFormat();

    /// <summary>fastText's training files: a line a row, <c>__label__joy i feel great</c>.</summary>
    public static RowFormat FastText { get; } = new FastTextFormat();

    /// <summary>Parquet files: columns with types, in row groups.</summary>
    public static RowFormat Parquet { get; } = new ParquetFormat();

    /// <summary>Arrow files and streams, and Feather files of version 2: columns with types, in batches.</summary>
    public static RowFormat Arrow { get; } = new ArrowFormat();

    /// <summary>A sheet of a workbook (<c>.xlsx</c>), the first row that has cells names the columns.</summary>
    public static RowFormat Excel => OfExcel;

    // The list: a format that Matiz reads is one line here.
    private static RowFormat[] _all = [Csv, Tsv, JsonLines, Json, Text, FastText, Parquet, Arrow, Excel];

    /// <summary>Every format, the built-in ones first.</summary>
    public static IReadOnlyList<RowFormat> All => _all;

    /// <summary>Adds a format, so that its names and its files' extensions are known.</summary>
    /// <exception cref="ArgumentException">A name or an extension belongs to another format.</exception>
    public static void Register(RowFormat format)
    {
        ArgumentNullException.ThrowIfNull(format);
        Registration.Add(ref _all, format, _ =>
        {
            string? taken = format.Names.FirstOrDefault(name => ForName(name) is not null)
                ?? format.Extensions.FirstOrDefault(extension => ForExtension(extension) is not null);
            if (taken is null) return;
            throw new ArgumentException(
                $"'{taken}' belongs to another format. Names and extensions of its own were expected. Give DataOptions.Format instead.",
                nameof(format));
        });
    }

    /// <summary>The format of a <c>--format</c> word: <c>csv tsv jsonl ndjson json txt lines</c>.</summary>
    /// <exception cref="DataException">The word is none of them.</exception>
    public static RowFormat Parse(string name) =>
        ForName(name)
        ?? throw new DataException(
            $"'{name}' is no format of data. Expected one of {string.Join(", ", _all.SelectMany(format => format.Names))}. "
            + "Correct DataOptions.Format.");

    /// <summary>The format of an extension such as <c>.csv</c>; null where it says nothing.</summary>
    public static RowFormat? ForExtension(string extension) => Array.Find(_all, format => Has(format.Extensions, extension));

    /// <summary>The format that a file recorded; where nobody registered it, one that cannot read.</summary>
    internal static RowFormat ForRecorded(string name) =>
        ForName(name) ?? OfCommas.WithRecorded(name) ?? OfTabs.WithRecorded(name) ?? ExcelFormat.WithRecorded(name)
            ?? (RowFormat)new UnknownFormat(name);

    /// <summary>The format by the extension of a path, a final <c>.gz</c> set aside; null where it says nothing.</summary>
    internal static RowFormat? TryForPath(string path) => ForExtension(ExtensionOf(path));

    /// <summary>The format by the extension of a path, a final <c>.gz</c> set aside.</summary>
    /// <exception cref="DataException">The extension says nothing.</exception>
    internal static RowFormat ForPath(string path)
    {
        if (TryForPath(path) is { } format) return format;
        string extension = ExtensionOf(path);
        string found = extension.Length == 0 ? "the name has no extension" : $"the extension '{extension}' is not known";
        throw new DataException(
            path, 0,
            $"{found}. Expected {Listed(Extensions())}, each also with .gz. Rename the file or give DataOptions.Format.");
    }

    /// <summary>The usual extensions of the formats, in their order, but that of one.</summary>
    internal static IReadOnlyList<string> Extensions(RowFormat? without = null) =>
        [.. _all.Where(format => format != without && format.Extensions.Count > 0).Select(format => format.Extensions[0])];

    /// <summary><c>.csv, .tsv or .json</c>.</summary>
    internal static string Listed(IReadOnlyList<string> words) =>
        words.Count < 2 ? string.Concat(words) : $"{string.Join(", ", words.SkipLast(1))} or {words[^1]}";

    // A name, or an extension without its dot.
    private static RowFormat? ForName(string name) =>
        Array.Find(_all, format => Has(format.Names, name)) ?? ForExtension("." + name);

    private static bool Has(IReadOnlyList<string> words, string word)
    {
        foreach (string one in words)
        {
            if (string.Equals(one, word, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }

    private static string ExtensionOf(string path) => Path.GetExtension(DataSource.IsGZip(path) ? path[..^3] : path);

    /// <summary>A format that a run recorded and that this program does not know.</summary>
    private sealed class UnknownFormat(string name) : RowFormat([name], [])
    {
        public override IEnumerable<RawRow> Read(RowFile file) => throw new DataException(
            file.Name, 0,
            $"the format '{Name}' is not known here. One of {string.Join(", ", _all.Select(format => format.Name))} was expected. "
            + "Register it (RowFormats.Register), as the program that trained on these rows did.");
    }
}
