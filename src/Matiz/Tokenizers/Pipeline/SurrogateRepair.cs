namespace Matiz.Tokenizers.Pipeline;

/// <summary>Half surrogates are no characters: they read as U+FFFD, which keeps every offset where it was.</summary>
internal static class SurrogateRepair
{
    private const char Replacement = '\uFFFD';

    /// <summary>The text with every lone surrogate replaced; the very same string where there is none.</summary>
    public static string Repair(string text)
    {
        int lone = NextLone(text, 0);
        if (lone < 0) return text;
        char[] repaired = text.ToCharArray();
        Repair(repaired);
        return new string(repaired);
    }

    /// <summary>Replaces every lone surrogate in place.</summary>
    public static void Repair(Span<char> text)
    {
        for (int lone = NextLone(text, 0); lone >= 0; lone = NextLone(text, lone)) text[lone] = Replacement;
    }

    private static int NextLone(ReadOnlySpan<char> text, int from)
    {
        int first = text[from..].IndexOfAnyInRange('\uD800', '\uDFFF');
        for (int i = first < 0 ? text.Length : from + first; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1])) i++;
            else return i;
        }

        return -1;
    }
}
