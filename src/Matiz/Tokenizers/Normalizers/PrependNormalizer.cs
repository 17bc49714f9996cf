using Matiz.Tokenizers.Loading;
using Matiz.Tokenizers.Pipeline;

namespace Matiz.Tokenizers.Normalizers;

/// <summary>Puts a string in front of a text that is not empty; it has the span of the text's first character.</summary>
internal sealed class PrependNormalizer(string prefix) : Normalizer
{
    public static PrependNormalizer Read(JsonCursor json) => new(json.Required("prepend").AsString());

    public override AlignedText Normalize(AlignedText text)
    {
        if (text.Length == 0 || prefix.Length == 0) return text;
        var output = text.NewOutput(text.Length + prefix.Length);
        var (start, end) = text.SpanOf(0);
        foreach (char unit in prefix) output.Append(unit, start, end);
        output.Append(text, 0, text.Length);
        return output;
    }
}
