using System.Text.Json;
using Matiz.Data.Corrections;
using Matiz.Data.Utf8;

namespace Matiz.Data.JsonLines;

/// <summary>The objects of one JSON array in the bytes of a file.</summary>
internal sealed class JsonArrayLayout : JsonLayout
{
    public override List<PhysicalRow> RowsOf(byte[] bytes, string label) => RowsOf(PythonRows.WithoutWords(bytes), label);

    // A comma goes with the row: the one behind it, or, when no row behind it stays, the one before it.
    public override (int From, int To) ExtentOf(List<PhysicalRow> rows, int index, Predicate<int> isTaken)
    {
        bool staysBehind = Enumerable.Range(index + 1, rows.Count - index - 1).Any(other => !isTaken(other));
        if (staysBehind) return (rows[index].Start, rows[index + 1].Start);
        int before = Enumerable.Range(0, index).LastOrDefault(other => !isTaken(other), -1);
        return (before < 0 ? rows[0].Start : rows[before].End, rows[index].End);
    }

    private static List<PhysicalRow> RowsOf(ReadOnlySpan<byte> bytes, string label)
    {
        var rows = new List<PhysicalRow>();
        int mark = PhysicalRow.MarkLength(bytes), counted = 0;
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
}
