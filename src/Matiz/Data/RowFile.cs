using Matiz.Data.Labels;
using Matiz.Data.Utf8;

namespace Matiz.Data;

/// <summary>
/// A file or a stream of rows, as a <see cref="RowFormat"/> reads it: the format opens it as text or as bytes, once, and asks which of its
/// columns are wanted.
/// </summary>
public sealed class RowFile
{
    private readonly DataSource _source;
    private readonly string _split;
    private readonly LabelUse _use;
    private OpenedSource? _opened;
    private IReadOnlyList<string> _names = [];
    private DataColumns? _columns;

    internal RowFile(DataSource source, string split, DataOptions options, LabelUse use) =>
        (_source, _split, Options, _use) = (source, split, options, use);

    /// <summary>What messages call it: the file as it was named, or <c>standard input</c>.</summary>
    public string Name => _source.DisplayName;

    /// <summary>How its rows are to be read.</summary>
    public DataOptions Options { get; }

    /// <summary>Whether every row must have a label; else labels are passed over.</summary>
    public bool NeedsLabels => _use != LabelUse.Ignore;

    /// <summary>What the file was, once <see cref="Read"/> has come to its end.</summary>
    internal DataFile? Result { get; private set; }

    /// <summary>Whether a row may have no label, and the file no column of them, without being refused.</summary>
    internal bool MayLackLabels => _use == LabelUse.Accept;

    /// <summary>The columns that were found; null before, and of a file without rows.</summary>
    internal DataColumns? Columns => _columns;

    /// <summary>The names of the classes in their order, where the file itself has them.</summary>
    internal IReadOnlyList<string>? LabelNames { get; set; }

    private OpenedSource Opened => _opened
        ?? throw new InvalidOperationException($"{Name} is not being read. Open it in RowFormat.Read, while its rows are asked for.");

    /// <summary>
    /// The file as text: unpacked, UTF-8 that was checked, without a mark in front. A file whose first bytes are those of something else
    /// (an archive, UTF-16, a web page) is refused. It is read forwards, as it arrives.
    /// </summary>
    /// <exception cref="DataException">It is something else; while reading: bytes that are not UTF-8, with their line.</exception>
    public Stream OpenText() => new KeptOpen(OpenTable());

    /// <summary>
    /// The file as bytes that can be gone to in any order: unpacked where its name ends with <c>.gz</c>. What comes as a stream, or packed,
    /// is read into memory first.
    /// </summary>
    /// <exception cref="DataException">A packed file is damaged, or a stream is larger than memory can hold in one piece.</exception>
    public Stream OpenBytes() => Opened.OpenBytes();

    /// <summary>
    /// Finds the columns that are wanted, by the options or by their names, and keeps the names for the record of the file.
    /// </summary>
    /// <param name="names">The columns in their order.</param>
    /// <param name="line">The line on which their names stand, for messages; 0 where lines say nothing.</param>
    /// <exception cref="DataException">
    /// There is no column of texts, or none of labels where they are needed, or several may be meant.
    /// </exception>
    public DataColumns FindColumns(IReadOnlyList<string> names, int line = 0) => FindColumns(names, names, line);

    /// <summary>The same, where other names are recorded than those that are looked through.</summary>
    internal DataColumns FindColumns(IReadOnlyList<string> names, IReadOnlyList<string> recorded, int line)
    {
        var columns = DataColumns.Find(names, Options, _use, Name, line);
        Found(recorded, columns);
        return columns;
    }

    /// <summary>Reads the labels of rows whose classes lie in columns of their own; null where they lie in one.</summary>
    internal FlagColumns? FlagsOf(DataColumns columns) => columns.LabelColumns is null
        ? null
        : new FlagColumns(Options.LabelColumns ?? Options.PreferredColumns!.Labels!, Options.ReaderOfLabels.Kind, Name);

    /// <summary>Keeps columns that need no search.</summary>
    internal void Found(IReadOnlyList<string> names, DataColumns columns) => (_names, _columns) = (names, columns);

    /// <summary>The file as text that is a table or JSON.</summary>
    internal Utf8CheckedStream OpenTable() => Opened.OpenTable();

    /// <summary>The file as text of whatever kind.</summary>
    internal Utf8CheckedStream OpenAnyText() => Opened.OpenText();

    /// <summary>One pass over the file: its rows in order, and then what it was.</summary>
    internal IEnumerable<RawRow> Read()
    {
        using var opened = new OpenedSource(_source);
        _opened = opened;
        string? note = null;
        var format = (_source.Format ?? FormatOf(opened.OpenText())).ForFile(opened, Options, ref note);
        int count = 0;
        foreach (var row in format.Read(this))
        {
            count++;
            yield return row;
        }

        Result = new DataFile(_split, _source.Name, format, opened.Sha256(), count, _names, _columns) { Note = note };
        _opened = null;
    }

    internal static RowFormat FormatOf(Utf8CheckedStream text) => text.PeekNonBlank() == '{' ? RowFormats.JsonLines : RowFormats.Text;
}
