using CsvHelper;
using Matiz.Data.Utf8;

namespace Matiz.Data.Csv;

/// <summary>
/// Rows of a CSV or TSV file (RFC 4180): quoted fields may hold separators, line ends and doubled quotes; a quote inside an
/// unquoted field is text; blank lines are skipped; every row has as many fields as the header.
/// </summary>
internal static class CsvRows
{
    public static IEnumerable<RawRow> Read(RowFile file, CsvDialect dialect)
    {
        string name = file.Name;
        var stream = file.OpenTable();
        using var csv = Open(stream, dialect);
        string[] names = ReadNames(csv, stream, name, dialect.Quoting);
        var columns = file.FindColumns(names, (int)csv.LineNumber);
        int text = Array.IndexOf(names, columns.Text);
        int pair = columns.TextPair is null ? -1 : Array.IndexOf(names, columns.TextPair);
        int id = columns.Id is null ? -1 : Array.IndexOf(names, columns.Id);
        int label = columns.Label is null ? -1 : Array.IndexOf(names, columns.Label);
        int[] flagged = [.. (columns.LabelColumns ?? []).Select(name => Array.IndexOf(names, name))];
        var (flags, cells) = (file.FlagsOf(columns), new string?[flagged.Length]);

        while (TryRead(csv, stream, names, name, dialect.Quoting))
        {
            int line = (int)csv.LineNumber;
            string? rowId = id < 0 ? null : csv.GetString(id), second = pair < 0 ? null : csv.GetString(pair);
            for (int i = 0; i < cells.Length; i++) cells[i] = csv.GetString(flagged[i]);
            yield return new RawRow(
                csv.GetString(text),
                string.IsNullOrEmpty(second) ? null : second,    // a table cannot tell an empty text from none
                string.IsNullOrEmpty(rowId) ? null : rowId,
                flags is not null ? flags.Read(cells, line) : label < 0 ? default : RawLabel.FromText(csv.GetString(label)),
                line);
        }
    }

    /// <summary>A reader of records; its faults come when their turn has come.</summary>
    public static CsvReader Open(Utf8CheckedStream stream, CsvDialect dialect)
    {
        stream.DeferFaults = true;    // CsvReader scans blocks ahead of the record it hands out
        return CsvReader.Create(
            stream,
            new CsvReaderOptions
            {
                Separator = dialect.Delimiter,
                Mode = dialect.Quoting == TableQuoting.None ? CsvMode.NoEscape : CsvMode.Rfc4180,
                HasHeader = false,
                TrackLineNumbers = true,
                MaxRecordSize = LineReader.MaxRowBytes,
            },
            leaveOpen: true);
    }

    /// <summary>The first record: the names of the columns.</summary>
    public static string[] ReadNames(CsvReader csv, Utf8CheckedStream stream, string name, TableQuoting quoting)
    {
        if (!TryRead(csv, stream, name, quoting))
        {
            throw new DataException(name, 0, "the file is empty. A first row that names the columns was expected. Is this the right file?");
        }

        var names = new string[csv.FieldCount];
        for (int i = 0; i < names.Length; i++) names[i] = csv.GetString(i);
        return names;
    }

    /// <summary>The next record, which has as many fields as there are names; false behind the last.</summary>
    public static bool TryRead(CsvReader csv, Utf8CheckedStream stream, string[] names, string name, TableQuoting quoting)
    {
        if (!TryRead(csv, stream, name, quoting)) return false;
        if (csv.FieldCount != names.Length) ThrowRagged(csv.FieldCount, names, name, (int)csv.LineNumber);
        return true;
    }

    private static bool TryRead(CsvReader csv, Utf8CheckedStream stream, string name, TableQuoting quoting)
    {
        try
        {
            bool found = csv.Read();
            bool isCutByFault = stream.Fault is not null && (!found || csv.ByteOffset + csv.RawRecord.Length >= stream.HandedOut);
            if (isCutByFault) throw stream.Fault!;
            if (!found) return false;
        }
        catch (CsvFormatException exception)
        {
            throw new DataException(
                name,
                (int)exception.LineNumber,
                $"the row that begins here is longer than {LineReader.MaxRowBytes} bytes. A quoted field that ends was expected. "
                + "Look for a quote that is not closed.",
                exception);
        }

        if (quoting == TableQuoting.None) return true;
        for (int i = 0; i < csv.FieldCount; i++)
        {
            var raw = csv.GetRawSpan(i);
            if (raw.Length > 0 && raw[0] == '"') CheckQuotes(raw, name, (int)csv.LineNumber);
        }

        return true;
    }

    private static void CheckQuotes(ReadOnlySpan<byte> raw, string name, int line)
    {
        for (int position = 1; position < raw.Length;)
        {
            int quote = raw[position..].IndexOf((byte)'"');
            if (quote < 0) break;
            position += quote + 1;
            if (position == raw.Length) return;
            if (raw[position] != '"')
            {
                throw new DataException(
                    name, line,
                    "text follows the closing quote of a field. A separator or the line's end was expected. "
                    + "Write a quote inside a quoted text twice (\"\"), or give DataOptions.Quoting = none where quotes are text.");
            }

            position++;
        }

        throw new DataException(
            name, line,
            "the row has a quoted field that never ends. A closing quote was expected. "
            + "Close it, write a quote inside a quoted text twice (\"\"), or give DataOptions.Quoting = none where quotes are text.");
    }

    private static void ThrowRagged(int found, string[] names, string file, int line)
    {
        string fields = found == 1 ? "1 field" : $"{found} fields";
        throw new DataException(
            file,
            line,
            $"the row has {fields}, but the header names {names.Length} ({string.Join(", ", names)}). "
            + "As many fields as columns were expected. "
            + "Put texts that hold a separator or a line end in quotes.");
    }
}
