using Matiz.Formats.Disk;

namespace Matiz.Data;

/// <summary>A file of rows, or a stream of them, not yet opened.</summary>
public sealed class DataSource
{
    /// <summary>The name that stands for standard input.</summary>
    public const string StandardInput = "-";

    private readonly Func<Stream> _open;

    private DataSource(string name, RowFormat? format, bool isPipe, Func<Stream> open)
    {
        Name = name;
        Format = format;
        IsPipe = isPipe;
        _open = open;
    }

    /// <summary>The file as it was named (after the expansion of patterns); <c>-</c> for standard input.</summary>
    public string Name { get; }

    /// <summary>
    /// How its rows are written. Null: the first byte that is no white space decides, <c>{</c> for JSON lines, anything else for plain
    /// lines.
    /// </summary>
    public RowFormat? Format { get; }

    /// <summary>Whether it is read once and hands out rows as they come: standard input, a named pipe, <c>/dev/fd/63</c>.</summary>
    internal bool IsPipe { get; }

    /// <summary>Whether the source may be opened again and gives the same rows: a plain file.</summary>
    internal bool CanReadAgain => !IsPipe;

    internal string DisplayName => Display(Name);

    /// <summary>
    /// Files named by paths, by patterns (<c>*</c>, <c>?</c>, <c>**</c> for folders; matches in ordinal order) or <c>-</c>.
    /// </summary>
    /// <param name="patterns">What was given.</param>
    /// <param name="format">The format of all; by default by extension.</param>
    /// <param name="standardInput">What <c>-</c> reads; null: the standard input of the process.</param>
    /// <exception cref="DataException">A file is missing, a pattern has no match, or an extension is unknown.</exception>
    public static IReadOnlyList<DataSource> Expand(
        IEnumerable<string> patterns, RowFormat? format = null, Stream? standardInput = null)
    {
        ArgumentNullException.ThrowIfNull(patterns);
        var sources = new List<DataSource>();
        foreach (string pattern in patterns)
        {
            if (string.Equals(pattern, StandardInput, StringComparison.Ordinal))
            {
                if (sources.Exists(source => string.Equals(source.Name, StandardInput, StringComparison.Ordinal)))
                    throw TwiceStandardInput();
                sources.Add(new DataSource(StandardInput, format, isPipe: true, () => standardInput ?? Console.OpenStandardInput()));
                continue;
            }

            foreach (string path in FilePatterns.Expand(pattern))
            {
                bool isPipe = FileFacts.Read(path)?.Kind is FileKind.Pipe or FileKind.Socket or FileKind.CharacterDevice;
                var found = format ?? (isPipe ? RowFormats.TryForPath(path) : RowFormats.ForPath(path));
                sources.Add(new DataSource(path, found, isPipe, () => OpenFile(path)));
            }
        }

        return sources;
    }

    /// <summary>Rows from a stream, which is closed at the end. Rows are handed out as they arrive.</summary>
    /// <param name="stream">UTF-8, not compressed unless <paramref name="name"/> ends with <c>.gz</c>.</param>
    /// <param name="name">What rows and messages call it; <c>-</c> for standard input.</param>
    /// <param name="format">Null: the first byte decides, see <see cref="Format"/>.</param>
    public static DataSource FromStream(Stream stream, string name = StandardInput, RowFormat? format = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new DataSource(name, format, isPipe: true, () => stream);
    }

    /// <summary>A file that is called something else than its place.</summary>
    internal static DataSource FromFile(string path, string name, RowFormat format) =>
        new(name, format, isPipe: false, () => OpenFile(path)) { LocalPath = path };

    /// <summary>Where the file is, where it is called something else; null: its name says it, or it is a stream.</summary>
    internal string? LocalPath { get; private init; }

    /// <summary>The same rows, to be opened as often as one likes: a stream is read into memory.</summary>
    internal DataSource Kept()
    {
        if (CanReadAgain) return this;
        using var stream = Open();
        var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        byte[] kept = bytes.ToArray();
        return new DataSource(Name, Format, isPipe: false, () => new MemoryStream(kept, writable: false));
    }

    /// <summary>What is said when standard input is named again, as there is nothing left of it.</summary>
    internal static DataException TwiceStandardInput() => new(
        "standard input (-) is named more than once. It can be read once. Name files for the others.");

    internal static string Display(string name) => string.Equals(name, StandardInput, StringComparison.Ordinal) ? "standard input" : name;

    /// <summary>Whether a file of this name is packed (gzip).</summary>
    internal static bool IsGZip(string name) => name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);

    internal Stream Open() => _open();

    /// <summary>Opens all bytes, unpacked, to be read in any order; the caller closes them.</summary>
    internal Stream OpenSeekable() =>
        CanReadAgain && !IsGZip(Name) ? Open() : new OpenedSource(this).OpenBytes();      // which holds nothing but these bytes

    /// <summary>Opens a file to be read once, from its beginning to its end; it may be a pipe.</summary>
    /// <exception cref="DataException">It is missing, or may not be read.</exception>
    internal static FileStream OpenFile(string path)
    {
        try
        {
            const FileShare Shared = FileShare.Read | FileShare.Delete;
            return new FileStream(path, FileMode.Open, FileAccess.Read, Shared, bufferSize: 0, FileOptions.SequentialScan);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new DataException(
                path, 0,
                "the file may not be read. Permission to read it was expected. Change its permissions or name another file.",
                exception);
        }
        catch (FileNotFoundException exception)
        {
            throw FilePatterns.Missing(path, exception);
        }
    }
}
