namespace Matiz.Tokenizers.Pipeline;

/// <summary>Half surrogates are no characters: they read as U+FFFD, which keeps every offset where it was.</summary>
internal static class SurrogateRepair
{
    /// <summary>The text with every lone surrogate replaced; the very same string where there is none.</summary>
    public static string Repair(string text)
    {
        int first = text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF');
        if (first < 0) return text;
        char[]? repaired = null;
        for (int i = first; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1])) i++;
            else (repaired ??= text.ToCharArray())[i] = '\uFFFD';
        }

        return repaired is null ? text : new string(repaired);
    }
}
