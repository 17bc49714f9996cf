using Matiz.Tokenizers.Pipeline;
using Matiz.Tokenizers.Unicode;

namespace Matiz.Tokenizers.PreTokenizers;

/// <summary>Splits at white space, which is dropped, and around every punctuation character, which is a piece of its own.</summary>
internal sealed class BertPreTokenizer : PreTokenizer
{
    public override bool BreaksAtSpaces => true;

    public override void Split(TextPiece piece, List<TextPiece> pieces)
    {
        var text = piece.Text;
        int from = piece.Start;
        for (int i = piece.Start; i < piece.End;)
        {
            int codePoint = CharacterTable.Decode(text.Chars[i..piece.End], out int length);
            var found = CharacterTable.ClassesOf(codePoint) & (CharacterClass.WhiteSpace | CharacterClass.Punctuation);
            if (found != CharacterClass.None)
            {
                if (from < i) pieces.Add(new TextPiece(text, from, i));
                from = i + length;
                if ((found & CharacterClass.Punctuation) != CharacterClass.None) pieces.Add(new TextPiece(text, i, from));
            }

            i += length;
        }

        if (from < piece.End) pieces.Add(new TextPiece(text, from, piece.End));
    }
}
