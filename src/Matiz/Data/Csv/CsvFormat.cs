using Matiz.Data.Corrections;
using Matiz.Data.Tables;

namespace Matiz.Data.Csv;

/// <summary>A table in text (RFC 4180): the first row names the columns.</summary>
internal sealed class CsvFormat : RowFormat
{
    private readonly CsvDialect _dialect;
    private readonly bool _isFixed;

    /// <summary>The format of files whose dialect is looked for in each.</summary>
    /// <param name="name">Its name, which is its extension as well.</param>
    /// <param name="delimiter">What stands between two fields where nothing speaks against it.</param>
    public CsvFormat(string name, char delimiter)
        : this(name, new CsvDialect(delimiter), isFixed: false)
    {
    }

    private CsvFormat(string name, CsvDialect dialect, bool isFixed)
        : base([name], ["." + name])
    {
        (_dialect, _isFixed) = (dialect, isFixed);
        (Layout, Table) = (new CsvLayout(dialect), new CsvTable(name, dialect));
    }

    internal override RowLayout Layout { get; }

    internal override TableFormat Table { get; }

    /// <summary>Its name, and its dialect where that is another than the format's own: <c>csv ; none</c>.</summary>
    internal override string RecordedName => _isFixed
        ? $"{Name} {(_dialect.Delimiter == '\t' ? "tab" : _dialect.Delimiter)}{(_dialect.Quoting == TableQuoting.None ? " none" : "")}"
        : Name;

    public override IEnumerable<RawRow> Read(RowFile file) => CsvRows.Read(file, _dialect);

    /// <summary>The format under the dialect that a file has, by the options or by its first lines.</summary>
    internal override RowFormat ForFile(OpenedSource file, DataOptions options, ref string? note)
    {
        base.ForFile(file, options with { Delimiter = null, Quoting = null }, ref note);
        if (_isFixed) return this;
        var (told, quoting) = (options.Delimiter, options.Quoting);
        var dialect = told is { } delimiter && quoting is { } meaning
            ? new CsvDialect(delimiter, meaning)
            : CsvSniffer.Find(file.OpenText().PeekLines(out bool isWhole), isWhole, _dialect.Delimiter, told, quoting);
        if (dialect == _dialect) return this;
        bool isTold = (told is not null || dialect.Delimiter == _dialect.Delimiter)
            && (quoting is not null || dialect.Quoting == _dialect.Quoting);
        if (!isTold) note = $"{file.Name}: read with {dialect}.";
        return new CsvFormat(Name, dialect, isFixed: true);
    }

    /// <summary>The format of a <see cref="RecordedName"/> that has a dialect; null for any other name.</summary>
    internal CsvFormat? WithRecorded(string name)
    {
        if (name.Split(' ') is not [var own, var delimiter, .. var quoting]) return null;
        if (!string.Equals(own, Name, StringComparison.Ordinal)) return null;
        char? character = delimiter is "tab" ? '\t' : delimiter is [var one] && CsvDialect.IsDelimiter(one) ? one : null;
        TableQuoting? meaning = quoting switch { [] => TableQuoting.Minimal, ["none"] => TableQuoting.None, _ => null };
        return character is { } found && meaning is { } known ? new CsvFormat(Name, new CsvDialect(found, known), isFixed: true) : null;
    }
}
