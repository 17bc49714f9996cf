using Matiz.Data.Utf8;

namespace Matiz.Data.JsonLines;

/// <summary>Rows of JSON lines and of a JSON array: one object each. The first object names the columns.</summary>
internal static class JsonRows
{
    public static IEnumerable<RawRow> ReadLines(RowFile file) => Read(file, isArray: false);

    public static IEnumerable<RawRow> ReadArray(RowFile file) => Read(file, isArray: true);

    /// <summary>The objects with the lines on which they begin; the bytes are valid until the next one is asked for.</summary>
    /// <param name="text">The file.</param>
    /// <param name="name">For messages.</param>
    /// <param name="isArray">Whether they are the elements of one array; else lines.</param>
    public static IEnumerable<(ReadOnlyMemory<byte> Json, int Line)> Objects(Utf8CheckedStream text, string name, bool isArray) =>
        isArray ? Elements(text, name) : Lines(text, name);

    private static IEnumerable<RawRow> Read(RowFile file, bool isArray)
    {
        JsonRowParser? parser = null;
        foreach (var (json, line) in Objects(file.OpenTable(), file.Name, isArray))
        {
            parser ??= JsonRowParser.FromFirst(json.Span, line, file);
            yield return parser.Parse(json.Span, line);
        }
    }

    private static IEnumerable<(ReadOnlyMemory<byte> Json, int Line)> Lines(Utf8CheckedStream text, string name)
    {
        var lines = new LineReader(text, name);
        bool isFirst = true;
        while (lines.TryRead(out var line))
        {
            if (line.Span.IndexOfAnyExcept((byte)' ', (byte)'\t') < 0) continue;
            if (isFirst && BeginsArray(line.Span))
            {
                throw new DataException(
                    name,
                    lines.Line,
                    "the file begins with '[': a JSON array, not one object a line. JSON lines were expected. "
                    + "Name it .json, or give DataOptions.Format = json.");
            }

            isFirst = false;
            yield return (line, lines.Line);
        }
    }

    private static IEnumerable<(ReadOnlyMemory<byte> Json, int Line)> Elements(Utf8CheckedStream text, string name)
    {
        var elements = new JsonArrayReader(text, name);
        while (elements.TryRead(out var element)) yield return (element, elements.Line);
    }

    // A whole array: "[" alone, or with its first object behind; an array of texts is a broken row.
    private static bool BeginsArray(ReadOnlySpan<byte> line)
    {
        var text = line.TrimStart(" \t"u8);
        if (!text.StartsWith("["u8)) return false;
        var behind = text[1..].TrimStart(" \t"u8);
        return behind.IsEmpty || behind[0] == '{';
    }
}
