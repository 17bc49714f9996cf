using Matiz.Data.Corrections;
using Matiz.Data.Tables;

namespace Matiz.Data;

/// <summary>
/// A way in which rows are written in a file. The built-in ones are those of <see cref="RowFormats"/>; a format of your own derives from
/// this class and is registered with <see cref="RowFormats.Register"/>, or handed over as <see cref="DataOptions.Format"/>.
/// </summary>
public abstract class RowFormat
{
    /// <summary>A format.</summary>
    /// <param name="names">What it is called, its own name first: see <see cref="Names"/>.</param>
    /// <param name="extensions">The ends of its files' names, each with a dot in front (<c>.csv</c>); perhaps none.</param>
    /// <exception cref="ArgumentException">There is no name, one is empty, or an extension has no dot, or is that of gzip.</exception>
    protected RowFormat(IReadOnlyList<string> names, IReadOnlyList<string> extensions)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(extensions);
        if (names.Count == 0 || names.Any(string.IsNullOrWhiteSpace))
            throw new ArgumentException("a format has no name, or an empty one. A word such as 'csv' was expected.", nameof(names));
        foreach (string extension in extensions)
        {
            if (extension is ['.', _, ..] && !DataSource.IsGZip(extension)) continue;
            throw new ArgumentException(
                $"'{extension}' is no extension of a format. One like '.csv' was expected; .gz behind it is understood of itself.",
                nameof(extensions));
        }

        (Names, Extensions) = (names, extensions);
    }

    /// <summary>Its own name, which <c>dataset_info.json</c> records.</summary>
    public string Name => Names[0];

    /// <summary>The words that ask for it (<c>--format</c>), its own name first; case is ignored.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>
    /// The extensions by which its files are known, the usual one first; <c>.gz</c> may follow each, and case is ignored.
    /// </summary>
    public IReadOnlyList<string> Extensions { get; }

    /// <summary>
    /// Where rows and labels lie in the bytes of a file, which is what corrections in place need; null where there are none.
    /// </summary>
    internal virtual RowLayout? Layout => null;

    /// <summary>How all columns of a file are read and written with their types; null where they are not.</summary>
    internal virtual TableFormat? Table => null;

    /// <summary>How <c>dataset_info.json</c> records it. Default: the name.</summary>
    internal virtual string RecordedName => Name;

    /// <summary>The format as one file has it, where its files differ: called before its rows are read. Default: itself.</summary>
    /// <param name="file">The file; what looks at it without consuming it leaves it readable.</param>
    /// <param name="options">What was told.</param>
    /// <param name="note">Gets one line on how the file is read, where nobody told it.</param>
    /// <exception cref="DataException">The options ask for a dialect, and the format has none.</exception>
    internal virtual RowFormat ForFile(OpenedSource file, DataOptions options, ref string? note)
    {
        var (told, what, instead) = options switch
        {
            { Delimiter: not null } => ("DataOptions.Delimiter", "delimiters", "A table such as .csv or .tsv"),
            { Quoting: not null } => ("DataOptions.Quoting", "quotes of its own", "A table such as .csv or .tsv"),
            { Sheet: not null } => ("DataOptions.Sheet", "sheets", "A workbook (.xlsx)"),
            _ => default,
        };
        return told is null ? this : throw Without(file, told, what!, instead!);
    }

    private DataException Without(OpenedSource file, string told, string what, string instead) => new(
        file.Name, 0,
        $"{told} is given, but the format is {Name}, which has no {what}. {instead} was expected. Leave it out, or correct "
        + "DataOptions.Format.");

    /// <summary>The rows of a file in their order, each handed out as soon as it is known.</summary>
    /// <remarks>
    /// The format opens the file as it needs it, as text (<see cref="RowFile.OpenText"/>) or as bytes (<see cref="RowFile.OpenBytes"/>),
    /// and asks for its columns (<see cref="RowFile.FindColumns(IReadOnlyList{string}, int)"/>) when their names are known.
    /// </remarks>
    /// <param name="file">The file, or the stream; not opened yet.</param>
    /// <exception cref="DataException">The file is broken; the message names file and line.</exception>
    public abstract IEnumerable<RawRow> Read(RowFile file);

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
