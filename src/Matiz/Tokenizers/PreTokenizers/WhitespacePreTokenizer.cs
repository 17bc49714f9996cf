using Matiz.Tokenizers.Pipeline;
using Matiz.Tokenizers.Unicode;

namespace Matiz.Tokenizers.PreTokenizers;

/// <summary>Keeps runs of word characters and runs of other characters that are no white space.</summary>
internal sealed class WhitespacePreTokenizer : PreTokenizer
{
    public override bool BreaksAtSpaces => true;

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
