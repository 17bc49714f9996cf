using System.Numerics;
using CsvHelper;

namespace Matiz.Data.Csv;

/// <summary>
/// Writes rows as CSV (RFC 4180, lines end with LF, UTF-8 without mark): fields are quoted where they need it, numbers are culture-free
/// and round-trip. What it writes, <see cref="RowReader"/> and every other CSV reader reads back.
/// </summary>
public sealed class CsvRowWriter : IDisposable
{
    private readonly CsvWriter _writer;

    /// <summary>Writes to a stream.</summary>
    /// <param name="destination">Where to.</param>
    /// <param name="columns">The header.</param>
    /// <param name="leaveOpen">Whether the stream stays open afterwards.</param>
    /// <param name="separator">A comma, or a tab for TSV.</param>
    public CsvRowWriter(Stream destination, IEnumerable<string> columns, bool leaveOpen = false, char separator = ',')
    {
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(columns);
        var options = new CsvWriterOptions { Separator = separator, NewLine = "\n", Quoting = CsvQuoting.WhenNeededOrWhitespace };
        _writer = CsvWriter.Create(destination, options, leaveOpen);
        foreach (string column in columns) Field(column);
        EndRow();
    }

    /// <summary>Adds a text to the row; null is an empty field.</summary>
    public CsvRowWriter Field(string? text)
    {
        _writer.WriteField(text);
        return this;
    }

    /// <summary>Adds a number to the row, as the shortest text that reads back equal.</summary>
    public CsvRowWriter Field<T>(T number)
        where T : struct, INumber<T>
    {
        _writer.WriteField(number.ToString(null, System.Globalization.CultureInfo.InvariantCulture));
        return this;
    }

    /// <summary>Ends the row.</summary>
    /// <exception cref="InvalidOperationException">It has not as many fields as the header.</exception>
    public void EndRow() => _writer.EndRecord();

    /// <summary>Writes a row of texts.</summary>
    /// <exception cref="InvalidOperationException">It has not as many fields as the header.</exception>
    public void WriteRow(params ReadOnlySpan<string?> fields)
    {
        foreach (string? field in fields) Field(field);
        EndRow();
    }

    /// <summary>Hands on what is buffered.</summary>
    public void Flush() => _writer.Flush();

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();
}
