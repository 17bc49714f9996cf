using Matiz.Tokenizers.Loading;
using Matiz.Tokenizers.Pipeline;

namespace Matiz.Tokenizers.Normalizers;

/// <summary>Replaces a plain string; the replacement has the span of the last character replaced.</summary>
internal sealed class ReplaceNormalizer(string pattern, string content) : Normalizer
{
    public static ReplaceNormalizer Read(JsonCursor json) =>
        new(json.Required("pattern").AsPlainPattern(), json.Required("content").AsString());

    public override AlignedText Normalize(AlignedText text)
    {
        if (pattern.Length == 0 || text.Chars.IndexOf(pattern, StringComparison.Ordinal) < 0) return text;
        var output = text.NewOutput(text.Length);
        int from = 0;
        while (true)
        {
            int found = text.Chars[from..].IndexOf(pattern, StringComparison.Ordinal);
            if (found < 0) break;
            output.Append(text, from, found);
            from += found + pattern.Length;
            var (start, end) = text.SpanOf(from - 1);
            foreach (char unit in content) output.Append(unit, start, end);
        }

        output.Append(text, from, text.Length - from);
        return output;
    }
}
