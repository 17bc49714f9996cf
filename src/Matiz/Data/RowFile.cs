using Matiz.Data.Csv;
using Matiz.Data.JsonLines;
using Matiz.Data.Text;
using Matiz.Data.Utf8;

namespace Matiz.Data;

/// <summary>What was read from one file.</summary>
/// <param name="Split">The split it belongs to.</param>
/// <param name="Path">The file as it was named; <c>-</c> for standard input.</param>
/// <param name="Format">How its rows are written.</param>
/// <param name="Sha256">SHA-256 of the file's bytes as they lie there (compressed, where they are), in small hexadecimal digits.</param>
/// <param name="Rows">How many rows it gave.</param>
/// <param name="ColumnNames">All its columns; of JSON, the keys of the first object.</param>
/// <param name="Columns">Which were used for what; null when the file has no rows.</param>
public sealed record DataFile(
    string Split, string Path, DataFormat Format, string Sha256, int Rows, IReadOnlyList<string> ColumnNames, DataColumns? Columns);

/// <summary>One pass over one file: its rows in order, and then what the file was.</summary>
internal sealed class RowFile(DataSource source, string split, DataOptions options, LabelUse use)
{
    private IReadOnlyList<string> _names = [];
    private DataColumns? _columns;

    public string DisplayName => source.DisplayName;

    /// <summary>What the file was, once <see cref="Read"/> has come to its end.</summary>
    public DataFile? Result { get; private set; }

    public IEnumerable<RawRow> Read()
    {
        using var hashing = new HashingStream(source.Open());
        using Stream unpacked = DataFormats.IsGZip(source.Name) ? new GZipReader(hashing) : hashing;
        using var text = new Utf8CheckedStream(unpacked, DisplayName, fillProbe: !source.IsPipe);
        var format = source.Format ?? (text.PeekNonBlank() == '{' ? DataFormat.JsonLines : DataFormat.Text);
        if (format != DataFormat.Text && FileSignatures.DescribeText(text.Peek()) is { } fault) throw new DataException(DisplayName, 0, fault);
        int count = 0;
        foreach (var row in Rows(text, format))
        {
            count++;
            yield return row;
        }

        Result = new DataFile(split, source.Name, format, hashing.Finish(), count, _names, _columns);
    }

    /// <summary>Called by the readers of formats when they know the columns.</summary>
    internal void Found(IReadOnlyList<string> names, DataColumns columns)
    {
        _names = names;
        _columns = columns;
    }

    private IEnumerable<RawRow> Rows(Utf8CheckedStream text, DataFormat format) => format switch
    {
        DataFormat.Csv => CsvRows.Read(text, ',', options, use, this),
        DataFormat.Tsv => CsvRows.Read(text, '\t', options, use, this),
        DataFormat.JsonLines => JsonRows.ReadLines(text, options, use, this),
        DataFormat.Json => JsonRows.ReadArray(text, options, use, this),
        _ => TextRows.Read(text, use, this),
    };
}
