using System.Text;

namespace Matiz.Data.Corrections;

/// <summary>
/// The rows of a table (RFC 4180) in its bytes: a field that begins with a quote ends with the next single one and may hold separators
/// and line ends; blank lines are no rows; the first row names the columns.
/// </summary>
internal static class CsvLayout
{
    public static List<PhysicalRow> Of(ReadOnlySpan<byte> bytes, byte separator, string label)
    {
        var rows = new List<PhysicalRow>();
        int position = PhysicalRows.MarkLength(bytes), line = 1, column = -1;
        var fields = new List<Range>();
        while (position < bytes.Length)
        {
            if (bytes[position] is (byte)'\n' or (byte)'\r')
            {
                position = PhysicalRows.BehindLineEnd(bytes, position);
                line++;
                continue;
            }

            var (start, first) = (position, line);
            ReadRecord(bytes, separator, ref position, ref line, fields);
            if (column < 0)
            {
                column = ColumnOf(bytes, fields, label);
                continue;
            }

            var (from, length) = fields[column].GetOffsetAndLength(bytes.Length);
            rows.Add(new PhysicalRow(first, start, position, from, from + length));
        }

        return rows;
    }

    /// <summary>A field as a text: without its quotes, doubled ones single.</summary>
    public static string TextOf(ReadOnlySpan<byte> field)
    {
        if (field.Length < 2 || field[0] != '"') return Encoding.UTF8.GetString(field);
        return Encoding.UTF8.GetString(field[1..^1]).Replace("\"\"", "\"", StringComparison.Ordinal);
    }

    private static void ReadRecord(ReadOnlySpan<byte> bytes, byte separator, ref int position, ref int line, List<Range> fields)
    {
        fields.Clear();
        while (true)
        {
            int start = position;
            if (position < bytes.Length && bytes[position] == '"') PassQuoted(bytes, ref position, ref line);
            while (position < bytes.Length && bytes[position] != separator && bytes[position] is not ((byte)'\n' or (byte)'\r')) position++;
            fields.Add(start..position);
            if (position == bytes.Length) return;
            if (bytes[position] != separator) break;
            position++;
        }

        position = PhysicalRows.BehindLineEnd(bytes, position);
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

    private static int ColumnOf(ReadOnlySpan<byte> bytes, List<Range> fields, string label)
    {
        for (int i = 0; i < fields.Count; i++)
        {
            if (string.Equals(TextOf(bytes[fields[i]]), label, StringComparison.Ordinal)) return i;
        }

        throw new InvalidOperationException($"there is no column '{label}' in the header.");
    }
}
