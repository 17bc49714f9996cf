using Matiz.Tokenizers.Loading;
using Matiz.Tokenizers.Pipeline;
using Matiz.Tokenizers.Unicode;

namespace Matiz.Tokenizers.PreTokenizers;

/// <summary>Splits at digits, each for itself or run by run.</summary>
internal sealed class DigitsPreTokenizer(bool individualDigits) : PreTokenizer
{
    // A space is no delimiter, and what lies between delimiters is cut by nothing else.
    public override bool BearsBreaks => true;

    public static DigitsPreTokenizer Read(JsonCursor json) => new(json.Optional("individual_digits")?.AsBoolean() ?? false);

    public override void Split(TextPiece piece, List<TextPiece> pieces) =>
        Splitting.Apply(
            piece.Text,
            Splitting.Stretches(piece, CharacterTable.IsNumeric),
            individualDigits ? SplitBehavior.Isolated : SplitBehavior.Contiguous,
            pieces);
}
