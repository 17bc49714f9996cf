using Matiz.Tokenizers.Pipeline;
using Matiz.Tokenizers.Unicode;

namespace Matiz.Tokenizers.Normalizers;

/// <summary>Dropping characters with spans kept.</summary>
internal static class TextFilter
{
    /// <summary>The text without the characters of a class.</summary>
    public static AlignedText Drop(AlignedText text, CharacterClass dropped)
    {
        var output = text.NewOutput(text.Length);
        for (int i = 0; i < text.Length;)
        {
            int codePoint = CharacterTable.Decode(text.Chars[i..], out int length);
            if (!CharacterTable.Is(codePoint, dropped)) output.Append(text, i, length);
            i += length;
        }

        return output;
    }
}
