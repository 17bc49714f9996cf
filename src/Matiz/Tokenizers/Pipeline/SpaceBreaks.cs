namespace Matiz.Tokenizers.Pipeline;

/// <summary>
/// Where a text may be cut so that its parts, tokenized apart, give the tokens of the whole: before a lone space between two visible
/// characters. Whether that holds is for normalizer and pre-tokenizer to say (<see cref="Normalizers.Normalizer.KeepsSpaceBreaks"/>,
/// <see cref="PreTokenizers.PreTokenizer.BreaksAtSpaces"/>).
/// </summary>
internal static class SpaceBreaks
{
    /// <summary>
    /// The length of the part that a text, which is not empty, begins with: up to the first break after its first unit, or all.
    /// </summary>
    public static int FirstPart(ReadOnlySpan<char> text)
    {
        for (int at = 1; at < text.Length - 1; at++)
        {
            if (text[at] == ' ' && IsVisible(text[at - 1]) && IsVisible(text[at + 1])) return at;
        }

        return text.Length;
    }

    /// <summary>
    /// Whether a unit is printable ASCII, or a letter or digit of the basic plane: none of them is white space, combines with a space, or
    /// is taken away. Ideographs, which may be set apart by spaces, and letters that normalizers take apart into a space and more, that
    /// some drop as marks, or that are written before the next character are not counted.
    /// </summary>
    public static bool IsVisible(char unit) => unit < 0x80
        ? unit is > ' ' and < (char)0x7F
        : char.IsLetterOrDigit(unit)
            && unit is (< '\u3400' or > '\u9FFF') and < '\uF900' and not ('\u037A' or '\u0D4E' or '\u1CF2' or '\u1CF3');
}
