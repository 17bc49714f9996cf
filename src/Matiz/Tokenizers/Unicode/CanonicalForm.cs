using Matiz.Tokenizers.Pipeline;
using Matiz.Unicode;

namespace Matiz.Tokenizers.Unicode;

/// <summary>
/// Decomposition and composition (NFD, NFC; with compatibility NFKD, NFKC) with the alignment rules of the reference: by the marks of
/// the characters, source spans are dealt out in output order.
/// </summary>
internal static class CanonicalForm
{
    /// <summary>NFD.</summary>
    public static AlignedText Decompose(AlignedText text) => NeedsNoWork(text) ? text : Deal(text, Decomposed(text, compatible: false));

    /// <summary>NFC.</summary>
    public static AlignedText Compose(AlignedText text) =>
        NeedsNoWork(text) ? text : Deal(text, NormalForm.Compose(Decomposed(text, compatible: false)));

    /// <summary>NFKD.</summary>
    public static AlignedText DecomposeCompatible(AlignedText text) =>
        NeedsNoWork(text) && !CompatibleForm.Changes(text.Chars) ? text : Deal(text, Decomposed(text, compatible: true));

    /// <summary>NFKC.</summary>
    public static AlignedText ComposeCompatible(AlignedText text) =>
        NeedsNoWork(text) && !CompatibleForm.Changes(text.Chars)
            ? text
            : Deal(text, NormalForm.Compose(Decomposed(text, compatible: true)));

    private static List<NormalCharacter> Decomposed(AlignedText text, bool compatible) => NormalForm.Decompose(text.Chars, compatible);

    // Vowels and trailing consonants of Hangul compose although they do not decompose, hence their range.
    private static bool NeedsNoWork(AlignedText text)
    {
        foreach (char c in text.Chars)
        {
            bool isVowelOrTrail = c is >= (char)0x1100 and <= (char)0x11FF;
            if (c >= 0xC0 && (char.IsSurrogate(c) || isVowelOrTrail || CharacterTable.Is(c, CharacterClass.Canonical))) return false;
        }

        return true;
    }

    private static AlignedText Deal(AlignedText source, List<NormalCharacter> items)
    {
        var output = source.NewOutput(source.Length + 16);
        var dealer = new SpanDealer(source);
        foreach (var item in items)
        {
            var (start, end) = item.Mark > 0 ? dealer.Repeat() : dealer.Take();
            dealer.Swallow(-item.Mark);
            output.Append(item.CodePoint, start, end);
        }

        return output;
    }
}
