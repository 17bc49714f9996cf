using System.Text;
using Matiz.Tokenizers.Loading;
using Matiz.Tokenizers.Pipeline;
using Matiz.Tokenizers.Unicode;

namespace Matiz.Tokenizers.Normalizers;

/// <summary>
/// The cleaning of BERT: drop control characters and make white space plain, set ideographs apart, strip accents (decompose, drop
/// non-spacing marks; the text stays decomposed), lower the case. The order is fixed.
/// </summary>
internal sealed class BertNormalizer(bool cleanText, bool handleChineseChars, bool? stripAccents, bool lowercase) : Normalizer
{
    public override bool KeepsSpaceBreaks => true;

    public bool CleanText { get; } = cleanText;

    public bool HandleChineseChars { get; } = handleChineseChars;

    /// <summary>Accents follow the case when the file leaves them open.</summary>
    public bool StripAccents { get; } = stripAccents ?? lowercase;

    public bool Lowercase { get; } = lowercase;

    public static BertNormalizer Read(JsonCursor json) => new(
        json.Optional("clean_text")?.AsBoolean() ?? true,
        json.Optional("handle_chinese_chars")?.AsBoolean() ?? true,
        json.Optional("strip_accents")?.AsBoolean(),
        json.Optional("lowercase")?.AsBoolean() ?? true);

    public override AlignedText Normalize(AlignedText text)
    {
        bool isAscii = Ascii.IsValid(text.Chars);
        if (CleanText && !(isAscii && IsClean(text.Chars))) text = Clean(text);
        if (isAscii) return Lowercase ? CaseFolding.ToLower(text) : text;
        if (HandleChineseChars) text = SetIdeographsApart(text);
        if (StripAccents) text = TextFilter.Drop(CanonicalForm.Decompose(text), CharacterClass.BertAccent);
        return Lowercase ? CaseFolding.ToLower(text) : text;
    }

    // Most ASCII texts have nothing to drop and no white space but blanks.
    private static bool IsClean(ReadOnlySpan<char> ascii) => !ascii.ContainsAnyExceptInRange(' ', '~');

    private static AlignedText Clean(AlignedText text)
    {
        var output = text.NewOutput(text.Length);
        for (int i = 0; i < text.Length;)
        {
            int codePoint = CharacterTable.Decode(text.Chars[i..], out int length);
            var (start, end) = text.SpanOf(i);
            i += length;
            var found = CharacterTable.ClassesOf(codePoint);
            if ((found & CharacterClass.BertRemoved) != CharacterClass.None) continue;
            output.Append((found & CharacterClass.WhiteSpace) != CharacterClass.None ? ' ' : codePoint, start, end);
        }

        return output;
    }

    private static AlignedText SetIdeographsApart(AlignedText text)
    {
        var output = text.NewOutput(text.Length);
        for (int i = 0; i < text.Length;)
        {
            int codePoint = CharacterTable.Decode(text.Chars[i..], out int length);
            var (start, end) = text.SpanOf(i);
            bool apart = CharacterTable.Is(codePoint, CharacterClass.Ideograph);
            if (apart) output.Append(' ', start, end);
            output.Append(text, i, length);
            if (apart) output.Append(' ', start, end);
            i += length;
        }

        return output;
    }
}
