using Matiz.Tokenizers.Pipeline;
using Matiz.Tokenizers.Unicode;

namespace Matiz.Tokenizers.PreTokenizers;

/// <summary>Splits at white space, which is dropped.</summary>
internal sealed class WhitespaceSplitPreTokenizer : PreTokenizer
{
    public override bool BreaksAtSpaces => true;

    public override void Split(TextPiece piece, List<TextPiece> pieces) =>
        Splitting.Apply(
            piece.Text,
            Splitting.Stretches(piece, c => CharacterTable.Is(c, CharacterClass.WhiteSpace)),
            SplitBehavior.Removed,
            pieces);
}
