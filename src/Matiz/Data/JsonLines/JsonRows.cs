using Matiz.Data.Utf8;

namespace Matiz.Data.JsonLines;

/// <summary>Rows of JSON lines and of a JSON array: one object each. The first object names the columns.</summary>
internal static class JsonRows
{
    public static IEnumerable<RawRow> ReadLines(Stream stream, DataOptions options, LabelUse use, RowFile file)
    {
        var lines = new LineReader(stream, file.DisplayName);
        JsonRowParser? parser = null;
        while (lines.TryRead(out var line))
        {
            if (line.Span.IndexOfAnyExcept((byte)' ', (byte)'\t') < 0) continue;
            parser ??= JsonRowParser.FromFirst(line.Span, lines.Line, options, use, file);
            yield return parser.Parse(line.Span, lines.Line);
        }
    }

    public static IEnumerable<RawRow> ReadArray(Stream stream, DataOptions options, LabelUse use, RowFile file)
    {
        var elements = new JsonArrayReader(stream, file.DisplayName);
        JsonRowParser? parser = null;
        while (elements.TryRead(out var element))
        {
            parser ??= JsonRowParser.FromFirst(element.Span, elements.Line, options, use, file);
            yield return parser.Parse(element.Span, elements.Line);
        }
    }
}
