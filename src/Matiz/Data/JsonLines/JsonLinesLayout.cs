using Matiz.Data.Corrections;

namespace Matiz.Data.JsonLines;

/// <summary>The objects of JSON lines in the bytes of a file.</summary>
internal sealed class JsonLinesLayout : JsonLayout
{
    public override List<PhysicalRow> RowsOf(byte[] bytes, string label) => RowsOf(PythonRows.WithoutWords(bytes), label);

    private static List<PhysicalRow> RowsOf(ReadOnlySpan<byte> bytes, string label)
    {
        var rows = new List<PhysicalRow>();
        int position = PhysicalRow.MarkLength(bytes);
        for (int line = 1; position < bytes.Length; line++)
        {
            int length = bytes[position..].IndexOfAny((byte)'\n', (byte)'\r');
            int end = length < 0 ? bytes.Length : position + length;
            int next = length < 0 ? end : PhysicalRow.BehindLineEnd(bytes, end);
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
}
