using System.Text;
using Matiz.Tokenizers.Pipeline;
using Matiz.Tokenizers.Unicode;

namespace Matiz.Tokenizers.Normalizers;

/// <summary>Lower case with spans kept.</summary>
internal static class CaseFolding
{
    /// <summary>The text in lower case. U+0130 becomes two characters, the second with the span of the first.</summary>
    public static AlignedText ToLower(AlignedText text)
    {
        if (Ascii.IsValid(text.Chars) && !text.Chars.ContainsAnyInRange('A', 'Z')) return text;
        var output = text.NewOutput(text.Length);
        for (int i = 0; i < text.Length;)
        {
            var (start, end) = text.SpanOf(i);
            int codePoint = CharacterTable.Decode(text.Chars[i..], out int length);
            i += length;
            if (codePoint < 0x80)
            {
                output.Append(codePoint is >= 'A' and <= 'Z' ? codePoint | 0x20 : codePoint, start, end);
            }
            else if (codePoint == 0x130)
            {
                output.Append('i', start, end);
                output.Append(0x307, start, end);
            }
            else
            {
                output.Append(CharacterTable.ToLower(codePoint), start, end);
            }
        }

        return output;
    }
}
