using System.Text;
using Matiz.Tokenizers.Loading;
using Matiz.Tokenizers.Pipeline;
using Matiz.Tokenizers.Unicode;

namespace Matiz.Tokenizers.PreTokenizers;

/// <summary>Splits at white space, which is dropped.</summary>
internal sealed class WhitespaceSplitPreTokenizer : PreTokenizer
{
    public override void Split(TextPiece piece, List<TextPiece> pieces) =>
        Splitting.Apply(piece.Text, Splitting.Stretches(piece, c => CharacterTable.Is(c, CharacterClass.WhiteSpace)), SplitBehavior.Removed, pieces);
}

/// <summary>Keeps runs of word characters and runs of other characters that are no white space.</summary>
internal sealed class WhitespacePreTokenizer : PreTokenizer
{
    public override void Split(TextPiece piece, List<TextPiece> pieces)
    {
        var text = piece.Text;
        int from = piece.Start, current = 0;                   // 0 white space, 1 word, 2 other
        for (int i = piece.Start; i < piece.End;)
        {
            int codePoint = CharacterTable.Decode(text.Chars[i..piece.End], out int length);
            int kind = CharacterTable.IsWord(codePoint) ? 1 : CharacterTable.Is(codePoint, CharacterClass.WhiteSpace) ? 0 : 2;
            if (kind != current)
            {
                if (current != 0) pieces.Add(new TextPiece(text, from, i));
                from = i;
                current = kind;
            }

            i += length;
        }

        if (current != 0 && from < piece.End) pieces.Add(new TextPiece(text, from, piece.End));
    }
}

/// <summary>Splits at punctuation.</summary>
internal sealed class PunctuationPreTokenizer(SplitBehavior behavior) : PreTokenizer
{
    public static PunctuationPreTokenizer Read(JsonCursor json) =>
        new(json.Optional("behavior")?.AsEnum<SplitBehavior>() ?? SplitBehavior.Isolated);

    public override void Split(TextPiece piece, List<TextPiece> pieces) =>
        Splitting.Apply(piece.Text, Splitting.Stretches(piece, c => CharacterTable.Is(c, CharacterClass.Punctuation)), behavior, pieces);
}

/// <summary>Splits at digits, each for itself or run by run.</summary>
internal sealed class DigitsPreTokenizer(bool individualDigits) : PreTokenizer
{
    public static DigitsPreTokenizer Read(JsonCursor json) => new(json.Optional("individual_digits")?.AsBoolean() ?? false);

    public override void Split(TextPiece piece, List<TextPiece> pieces) =>
        Splitting.Apply(piece.Text, Splitting.Stretches(piece, CharacterTable.IsNumeric), individualDigits ? SplitBehavior.Isolated : SplitBehavior.Contiguous, pieces);
}

/// <summary>Splits at one character, which is dropped.</summary>
internal sealed class CharDelimiterSplitPreTokenizer(int delimiter) : PreTokenizer
{
    public static CharDelimiterSplitPreTokenizer Read(JsonCursor json)
    {
        var cursor = json.Required("delimiter");
        string text = cursor.AsString();
        return Rune.DecodeFromUtf16(text, out var rune, out int length) == System.Buffers.OperationStatus.Done && length == text.Length
            ? new(rune.Value)
            : throw cursor.Error($"is a text of {text.Length} units", "one character");
    }

    public override void Split(TextPiece piece, List<TextPiece> pieces) =>
        Splitting.Apply(piece.Text, Splitting.Stretches(piece, c => c == delimiter), SplitBehavior.Removed, pieces);
}

/// <summary>Splits at a plain string.</summary>
internal sealed class SplitPreTokenizer(string pattern, SplitBehavior behavior, bool invert) : PreTokenizer
{
    public static SplitPreTokenizer Read(JsonCursor json) => new(
        json.Required("pattern").AsPlainPattern(),
        json.Required("behavior").AsEnum<SplitBehavior>(),
        json.Optional("invert")?.AsBoolean() ?? false);

    public override void Split(TextPiece piece, List<TextPiece> pieces)
    {
        var stretches = Splitting.Stretches(piece, pattern);
        if (invert) stretches = stretches.ConvertAll(stretch => stretch with { IsDelimiter = !stretch.IsDelimiter });
        Splitting.Apply(piece.Text, stretches, behavior, pieces);
    }
}
