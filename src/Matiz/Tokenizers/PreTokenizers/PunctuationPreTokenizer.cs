using Matiz.Tokenizers.Loading;
using Matiz.Tokenizers.Pipeline;
using Matiz.Tokenizers.Unicode;

namespace Matiz.Tokenizers.PreTokenizers;

/// <summary>Splits at punctuation.</summary>
internal sealed class PunctuationPreTokenizer(SplitBehavior behavior) : PreTokenizer
{
    // A space is no delimiter, and what lies between delimiters is cut by nothing else.
    public override bool BearsBreaks => true;

    public static PunctuationPreTokenizer Read(JsonCursor json) =>
        new(json.Optional("behavior")?.AsEnum<SplitBehavior>() ?? SplitBehavior.Isolated);

    public override void Split(TextPiece piece, List<TextPiece> pieces) =>
        Splitting.Apply(piece.Text, Splitting.Stretches(piece, c => CharacterTable.Is(c, CharacterClass.Punctuation)), behavior, pieces);
}
