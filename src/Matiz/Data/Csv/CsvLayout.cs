using System.Text;
using Matiz.Data.Corrections;

namespace Matiz.Data.Csv;

/// <summary>
/// The rows of a table (RFC 4180) in its bytes: a field that begins with a quote ends with the next single one and may hold separators
/// and line ends; blank lines are no rows; the first row names the columns.
/// </summary>
/// <param name="dialect">How fields are divided.</param>
internal sealed class CsvLayout(CsvDialect dialect) : RowLayout
{
    public override List<PhysicalRow> RowsOf(byte[] bytes, string label) => RowsOf(bytes, dialect, label);

    public override string Write(LabelSpelling spelling, LabelKind kind, string[] items, RawLabel raw, ReadOnlySpan<byte> old)
    {
        string text = spelling.Text(kind, items, raw.Text ?? "");
        bool isDivided = text.AsSpan().IndexOfAny("\r\n") >= 0 || text.Contains(dialect.Delimiter, StringComparison.Ordinal);
        if (dialect.Quoting == TableQuoting.None) return isDivided ? throw Divided(text) : text;
        bool wasQuoted = old.Length > 0 && old[0] == '"';
        bool needsQuotes = isDivided || text.Contains('"', StringComparison.Ordinal);
        return wasQuoted || needsQuotes ? "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"" : text;
    }

    public override string WriteFlags(bool[] flags, RawLabel raw, ReadOnlySpan<byte> old) =>
        LabelSpelling.Flags(flags, Encoding.UTF8.GetString(old));

    /// <summary>A field as a text: without its quotes, doubled ones single.</summary>
    public static string TextOf(ReadOnlySpan<byte> field)
    {
        if (field.Length < 2 || field[0] != '"') return Encoding.UTF8.GetString(field);
        return Encoding.UTF8.GetString(field[1..^1]).Replace("\"\"", "\"", StringComparison.Ordinal);
    }

    private DataException Divided(string text) => new(
        $"the label '{text}' holds a delimiter ({CsvDialect.Show(dialect.Delimiter)}) or a line end, and the table has no quotes. "
        + "A label without them was expected. Name the class otherwise.");

    private static List<PhysicalRow> RowsOf(ReadOnlySpan<byte> bytes, CsvDialect dialect, string label)
    {
        var rows = new List<PhysicalRow>();
        int position = PhysicalRow.MarkLength(bytes), line = 1, column = -1;
        var fields = new List<Range>();
        while (position < bytes.Length)
        {
            if (bytes[position] is (byte)'\n' or (byte)'\r')
            {
                position = PhysicalRow.BehindLineEnd(bytes, position);
                line++;
                continue;
            }

            var (start, first) = (position, line);
            ReadRecord(bytes, dialect, ref position, ref line, fields);
            if (column < 0)
            {
                column = ColumnOf(bytes, fields, dialect, label);
                continue;
            }

            var (from, length) = fields[column].GetOffsetAndLength(bytes.Length);
            rows.Add(new PhysicalRow(first, start, position, from, from + length));
        }

        return rows;
    }

    private static void ReadRecord(ReadOnlySpan<byte> bytes, CsvDialect dialect, ref int position, ref int line, List<Range> fields)
    {
        fields.Clear();
        while (true)
        {
            int start = position;
            bool mayBeQuoted = dialect.Quoting == TableQuoting.Minimal;
            if (mayBeQuoted && position < bytes.Length && bytes[position] == '"') PassQuoted(bytes, ref position, ref line);
            while (position < bytes.Length && bytes[position] != dialect.Delimiter && bytes[position] is not ((byte)'\n' or (byte)'\r'))
                position++;
            fields.Add(start..position);
            if (position == bytes.Length) return;
            if (bytes[position] != dialect.Delimiter) break;
            position++;
        }

        position = PhysicalRow.BehindLineEnd(bytes, position);
        line++;
    }

    private static void PassQuoted(ReadOnlySpan<byte> bytes, ref int position, ref int line)
    {
        for (position++; position < bytes.Length; position++)
        {
            if (bytes[position] == '"')
            {
                if (position + 1 == bytes.Length || bytes[position + 1] != '"') break;
                position++;
            }
            else if (bytes[position] == '\r' || (bytes[position] == '\n' && bytes[position - 1] != '\r'))
            {
                line++;
            }
        }

        position = Math.Min(position + 1, bytes.Length);
    }

    private static int ColumnOf(ReadOnlySpan<byte> bytes, List<Range> fields, CsvDialect dialect, string label)
    {
        for (int i = 0; i < fields.Count; i++)
        {
            string name = dialect.Quoting == TableQuoting.None ? Encoding.UTF8.GetString(bytes[fields[i]]) : TextOf(bytes[fields[i]]);
            if (string.Equals(name, label, StringComparison.Ordinal)) return i;
        }

        throw new InvalidOperationException($"there is no column '{label}' in the header.");
    }
}
