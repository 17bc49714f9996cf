using System.Text;
using Matiz.Tokenizers.Loading;
using Matiz.Tokenizers.Pipeline;
using Matiz.Tokenizers.PreTokenizers;
using Matiz.Tokenizers.Unicode;

namespace Matiz.Tokenizers.Bpe;

/// <summary>
/// Splits as GPT-2 does, unless told not to, and writes every byte of the pieces' UTF-8 as a character of <see cref="ByteAlphabet"/>; each
/// has the span of the character that the byte is of.
/// </summary>
/// <param name="addPrefixSpace">Whether a text that begins without a space is given one.</param>
/// <param name="splits">Whether it splits (the file's <c>use_regex</c>).</param>
internal sealed class ByteLevelPreTokenizer(bool addPrefixSpace, bool splits) : PreTokenizer
{
    public bool AddPrefixSpace { get; } = addPrefixSpace;

    // No piece has a space but at its beginning, and only a part that begins without one, the first, is given one.
    public override bool BreaksAtSpaces => splits;

    // trim_offsets of the file is for the post-processor of this name.
    public static ByteLevelPreTokenizer Read(JsonCursor json)
    {
        json.Optional("trim_offsets")?.AsBoolean();
        return new(json.Optional("add_prefix_space")?.AsBoolean() ?? true, json.Optional("use_regex")?.AsBoolean() ?? true);
    }

    /// <summary>The same with another setting.</summary>
    public ByteLevelPreTokenizer WithPrefixSpace(bool add) => new(add, splits);

    public override void Split(TextPiece piece, List<TextPiece> pieces)
    {
        if (AddPrefixSpace && piece.Chars[0] != ' ') piece = WithSpace(piece);
        var output = piece.Text.NewOutput(piece.End - piece.Start + 8);
        for (int at = piece.Start; at < piece.End;)
        {
            int length = splits ? WordLength(piece.Text.Chars[at..piece.End]) : piece.End - at;
            int start = output.Length;
            ByteAlphabet.Append(piece.Text, at, at + length, output);
            pieces.Add(new TextPiece(output, start, output.Length));
            at += length;
        }
    }

    private static TextPiece WithSpace(TextPiece piece)
    {
        int length = piece.End - piece.Start;
        var text = piece.Text.NewOutput(length + 1);
        var (start, end) = piece.Text.SpanOf(piece.Start);
        text.Append(' ', start, end);
        text.Append(piece.Text, piece.Start, length);
        return new TextPiece(text, 0, length + 1);
    }

    /// <summary>
    /// The length of the piece that a text begins with. The rule of GPT-2, written as an expression:
    /// <c>'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+</c>.
    /// </summary>
    internal static int WordLength(ReadOnlySpan<char> text)
    {
        if (Contraction(text) is var contraction and > 0) return contraction;
        int start = text[0] == ' ' && text.Length > 1 ? 1 : 0;
        var kind = KindOf(text[start..], out int length);
        if (kind == Kind.Space)
        {
            start = 0;
            kind = KindOf(text, out length);
        }

        int end = start + length, last = start;                // of the run of this kind; where its last character begins
        while (end < text.Length && KindOf(text[end..], out length) == kind)
        {
            last = end;
            end += length;
        }

        // A run of white space leaves its last character to the word behind it, unless it is all there is.
        return kind == Kind.Space && end < text.Length && last > 0 ? last : end;
    }

    private enum Kind
    {
        Letter,
        Number,
        Space,
        Other,
    }

    private static int Contraction(ReadOnlySpan<char> text)
    {
        if (text[0] != '\'' || text.Length < 2) return 0;
        if (text[1] is 's' or 't' or 'm' or 'd') return 2;
        return text.Length > 2 && (text[1], text[2]) is ('r', 'e') or ('v', 'e') or ('l', 'l') ? 3 : 0;
    }

    private static Kind KindOf(ReadOnlySpan<char> text, out int length)
    {
        char first = text[0];
        if (first < 0x80)
        {
            length = 1;
            return char.IsAsciiLetter(first) ? Kind.Letter
                : char.IsAsciiDigit(first) ? Kind.Number
                : first is ' ' or (>= '\t' and <= '\r') ? Kind.Space
                : Kind.Other;
        }

        int codePoint = CharacterTable.Decode(text, out length);
        return Rune.IsLetter(new Rune(codePoint)) ? Kind.Letter
            : CharacterTable.IsNumeric(codePoint) ? Kind.Number
            : CharacterTable.Is(codePoint, CharacterClass.WhiteSpace) ? Kind.Space
            : Kind.Other;
    }
}
