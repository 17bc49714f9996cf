namespace Matiz.Data;

/// <summary>What is odd about a text but no error: such rows are kept, counted and warned of.</summary>
internal static class TextChecks
{
    /// <summary>What is said of texts that were cut.</summary>
    /// <param name="isMost">Whether no model of this kind reads more, so that a larger length would keep nothing.</param>
    public static string KeptWhenCut(bool isMost) => isMost
        ? "Kept; this model reads no more (max_position_embeddings): split long texts, or take another model."
        : "Kept; a larger TextLimit.MaxLength keeps their ends.";

    /// <summary>Whether a text has nothing but white space.</summary>
    public static bool IsEmpty(string text) => string.IsNullOrWhiteSpace(text);

    /// <summary>Whether a text holds NUL or another control character (U+0000-U+001F, U+007F-U+009F) other than tab, LF and CR.</summary>
    public static bool HasControlCharacters(string text)
    {
        foreach (char c in text)
        {
            if (char.IsControl(c) && c is not ('\t' or '\n' or '\r')) return true;
        }

        return false;
    }

    /// <summary>Whether either text of a row holds a control character.</summary>
    public static bool HasControlCharacters(Row row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return HasControlCharacters(row.Text) || (row.TextPair is not null && HasControlCharacters(row.TextPair));
    }
}
