using Matiz.Tokenizers.Loading;
using Matiz.Tokenizers.PostProcessors;
using Matiz.Tokenizers.Unicode;

namespace Matiz.Tokenizers.Bpe;

/// <summary>Takes the white space at either end of byte-level tokens out of their spans; places no tokens.</summary>
/// <param name="trimOffsets">Whether it does.</param>
/// <param name="addPrefixSpace">Whether texts were given a space, which the first token's span has not.</param>
internal sealed class ByteLevelProcessing(bool trimOffsets, bool addPrefixSpace) : PostProcessor
{
    public bool TrimOffsets { get; } = trimOffsets;

    public bool AddPrefixSpace { get; } = addPrefixSpace;

    public override bool PlacesTokens => false;

    public static ByteLevelProcessing Read(JsonCursor json) =>
        new(json.Optional("trim_offsets")?.AsBoolean() ?? true, json.Optional("add_prefix_space")?.AsBoolean() ?? true);

    public override (int Start, int End) SpanOf(string token, int index, (int Start, int End) span, ReadOnlySpan<char> text) =>
        TrimOffsets ? Trim(token, index, span, text, AddPrefixSpace) : span;

    /// <summary>
    /// The span without as many bytes of the text's UTF-8 as the token has white space at either end, as in the reference. They are
    /// mostly spaces of the text; not so where a space was put before the first character, whose span it has.
    /// </summary>
    internal static (int Start, int End) Trim(
        string token, int index, (int Start, int End) span, ReadOnlySpan<char> text, bool addPrefixSpace)
    {
        int leading = 0, trailing = 0;
        while (leading < token.Length && IsSpace(token[leading])) leading++;
        while (trailing < token.Length && IsSpace(token[^(trailing + 1)])) trailing++;
        var (start, end) = span;
        bool isFirst = index == 0 || start == 0;
        var source = text[start..end];
        if (!(leading == 1 && isFirst && addPrefixSpace)) start += UnitsWithin(source, leading);
        if (trailing > 0) end = Math.Max(start, span.Start + UnitsWithin(source, Utf8Length(source) - trailing));
        return (start, end);
    }

    // The units of the characters that lie within the first so many bytes; one that is cut stays out.
    private static int UnitsWithin(ReadOnlySpan<char> text, int bytes)
    {
        int units = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            bytes -= rune.Utf8SequenceLength;
            if (bytes < 0) break;
            units += rune.Utf16SequenceLength;
        }

        return units;
    }

    private static int Utf8Length(ReadOnlySpan<char> text) => System.Text.Encoding.UTF8.GetByteCount(text);

    private static bool IsSpace(char unit) => unit == ByteAlphabet.Space || CharacterTable.Is(unit, CharacterClass.WhiteSpace);
}
