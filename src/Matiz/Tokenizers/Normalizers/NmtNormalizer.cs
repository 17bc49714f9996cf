using Matiz.Tokenizers.Pipeline;
using Matiz.Tokenizers.Unicode;

namespace Matiz.Tokenizers.Normalizers;

/// <summary>
/// Drops control characters, and makes plain spaces of other white space and of what has no width, as for machine translation.
/// </summary>
internal sealed class NmtNormalizer : Normalizer
{
    public override bool KeepsSpaceBreaks => true;

    public override AlignedText Normalize(AlignedText text)
    {
        var output = text.NewOutput(text.Length);
        for (int i = 0; i < text.Length;)
        {
            int codePoint = CharacterTable.Decode(text.Chars[i..], out int length);
            if (!IsDropped(codePoint))
            {
                var (start, end) = text.SpanOf(i);
                output.Append(IsSpace(codePoint) ? ' ' : codePoint, start, end);
            }

            i += length;
        }

        return output;
    }

    private static bool IsDropped(int codePoint) => codePoint
        is (>= 0x1 and <= 0x8) or 0xB or (>= 0xE and <= 0x1F) or 0x7F or 0x8F or 0x9F;

    private static bool IsSpace(int codePoint) => codePoint
        is 0x9 or 0xA or 0xC or 0xD or 0x1680 or (>= 0x200B and <= 0x200F) or 0x2028 or 0x2029 or 0x2581 or 0xFEFF or 0xFFFD;
}
