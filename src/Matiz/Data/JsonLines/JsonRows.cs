using Matiz.Data.Utf8;

namespace Matiz.Data.JsonLines;

/// <summary>Rows of JSON lines and of a JSON array: one object each. The first object names the columns.</summary>
internal static class JsonRows
{
    public static IEnumerable<RawRow> ReadLines(RowFile file)
    {
        var lines = new LineReader(file.OpenTable(), file.Name);
        JsonRowParser? parser = null;
        while (lines.TryRead(out var line))
        {
            if (line.Span.IndexOfAnyExcept((byte)' ', (byte)'\t') < 0) continue;
            if (parser is null && BeginsArray(line.Span))
            {
                throw new DataException(
                    file.Name,
                    lines.Line,
                    "the file begins with '[': a JSON array, not one object a line. JSON lines were expected. "
                    + "Name it .json, or give DataOptions.Format = json.");
            }

            parser ??= JsonRowParser.FromFirst(line.Span, lines.Line, file);
            yield return parser.Parse(line.Span, lines.Line);
        }
    }

    // A whole array: "[" alone, or with its first object behind; an array of texts is a broken row.
    private static bool BeginsArray(ReadOnlySpan<byte> line)
    {
        var text = line.TrimStart(" \t"u8);
        if (!text.StartsWith("["u8)) return false;
        var behind = text[1..].TrimStart(" \t"u8);
        return behind.IsEmpty || behind[0] == '{';
    }

    public static IEnumerable<RawRow> ReadArray(RowFile file)
    {
        var elements = new JsonArrayReader(file.OpenTable(), file.Name);
        JsonRowParser? parser = null;
        while (elements.TryRead(out var element))
        {
            parser ??= JsonRowParser.FromFirst(element.Span, elements.Line, file);
            yield return parser.Parse(element.Span, elements.Line);
        }
    }
}
