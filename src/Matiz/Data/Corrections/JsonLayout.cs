using System.Text.Json;
using Matiz.Data.JsonLines;
using Matiz.Data.Utf8;

namespace Matiz.Data.Corrections;

/// <summary>The objects of JSON lines, or of one JSON array, in the bytes of a file.</summary>
internal static class JsonLayout
{
    public static List<PhysicalRow> OfLines(ReadOnlySpan<byte> bytes, string label)
    {
        bytes = PythonRows.WithoutWords(bytes);
        var rows = new List<PhysicalRow>();
        int position = PhysicalRows.MarkLength(bytes);
        for (int line = 1; position < bytes.Length; line++)
        {
            int length = bytes[position..].IndexOfAny((byte)'\n', (byte)'\r');
            int end = length < 0 ? bytes.Length : position + length;
            int next = length < 0 ? end : PhysicalRows.BehindLineEnd(bytes, end);
            if (bytes[position..end].IndexOfAnyExcept((byte)' ', (byte)'\t') >= 0)
            {
                var reader = PythonRows.Reader(bytes[position..end]);
                reader.Read();
                var (from, to) = LabelOf(ref reader, label);
                rows.Add(new PhysicalRow(line, position, next, from < 0 ? -1 : position + from, position + to));
            }

            position = next;
        }

        return rows;
    }

    public static List<PhysicalRow> OfArray(ReadOnlySpan<byte> bytes, string label)
    {
        bytes = PythonRows.WithoutWords(bytes);
        var rows = new List<PhysicalRow>();
        int mark = PhysicalRows.MarkLength(bytes), counted = 0;
        var lines = default(LineEnds);
        var reader = PythonRows.Reader(bytes[mark..]);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            int start = mark + (int)reader.TokenStartIndex;
            lines.Pass(bytes[counted..start]);
            counted = start;
            var (from, to) = LabelOf(ref reader, label);
            rows.Add(new PhysicalRow(lines.Count + 1, start, mark + (int)reader.BytesConsumed, from < 0 ? -1 : mark + from, mark + to));
        }

        return rows;
    }

    // From the beginning of an object to its end; where the value of the key lies.
    private static (int From, int To) LabelOf(ref Utf8JsonReader reader, string label)
    {
        var found = (From: -1, To: -1);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isLabel = reader.ValueTextEquals(label);
            reader.Read();
            int from = (int)reader.TokenStartIndex;
            reader.Skip();
            if (isLabel) found = (from, (int)reader.BytesConsumed);
        }

        return found;
    }
}
