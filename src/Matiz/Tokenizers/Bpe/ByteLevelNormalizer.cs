using Matiz.Tokenizers.Normalizers;
using Matiz.Tokenizers.Pipeline;

namespace Matiz.Tokenizers.Bpe;

/// <summary>
/// Writes every byte of a text's UTF-8 as a character of <see cref="ByteAlphabet"/>, with the span of the character that it is of.
/// </summary>
internal sealed class ByteLevelNormalizer : Normalizer
{
    public override AlignedText Normalize(AlignedText text)
    {
        var output = text.NewOutput(text.Length);
        ByteAlphabet.Append(text, 0, text.Length, output);
        return output;
    }
}
