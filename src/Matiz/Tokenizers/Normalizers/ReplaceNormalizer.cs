using Matiz.Tokenizers.Loading;
using Matiz.Tokenizers.Patterns;
using Matiz.Tokenizers.Pipeline;

namespace Matiz.Tokenizers.Normalizers;

/// <summary>Replaces what a pattern matches; the replacement has the span of the last character replaced.</summary>
internal sealed class ReplaceNormalizer(TextPattern pattern, string content) : Normalizer
{
    // What is visible has to stay so at its ends, and a lone space a space.
    public override bool KeepsSpaceBreaks => pattern.Shape is { LeavesSpaces: true } shape
        && (!shape.MayBeSpace || content is " ")
        && (!shape.HasVisible || (content.Length > 0 && SpaceBreaks.IsVisible(content[0]) && SpaceBreaks.IsVisible(content[^1])));

    public static ReplaceNormalizer Read(JsonCursor json) =>
        new(TextPattern.Read(json.Required("pattern")), json.Required("content").AsString());

    public override AlignedText Normalize(AlignedText text)
    {
        var matches = pattern.Matches(text.Chars);
        if (matches.Count == 0) return text;
        var output = text.NewOutput(text.Length);
        int from = 0;
        foreach (var (first, last) in matches)
        {
            output.Append(text, from, first - from);
            from = last;
            var (start, end) = last > 0 ? text.SpanOf(last - 1) : (0, 0);
            foreach (char unit in content) output.Append(unit, start, end);
        }

        output.Append(text, from, text.Length - from);
        return output;
    }
}
