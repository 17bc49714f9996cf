using Matiz.Tokenizers.Loading;
using Matiz.Tokenizers.Pipeline;
using Matiz.Tokenizers.Unicode;

namespace Matiz.Tokenizers.Normalizers;

/// <summary>Trims white space at either end.</summary>
internal sealed class StripNormalizer(bool left, bool right) : Normalizer
{
    // A part that continues a text has more of it on the left, and only the last ends in white space.
    public override bool KeepsSpaceBreaks => true;

    public static StripNormalizer Read(JsonCursor json) =>
        new(json.Required("strip_left").AsBoolean(), json.Required("strip_right").AsBoolean());

    public override AlignedText Normalize(AlignedText text)
    {
        int start = 0, end = text.Length;
        if (left && !text.IsContinuation) while (start < end && IsSpace(text, start)) start++;
        if (right) while (end > start && IsSpace(text, end - 1)) end--;
        if (end - start == text.Length) return text;
        var output = text.NewOutput(end - start);
        output.Append(text, start, end - start);
        return output;
    }

    private static bool IsSpace(AlignedText text, int index) => CharacterTable.Is(text.Chars[index], CharacterClass.WhiteSpace);
}
