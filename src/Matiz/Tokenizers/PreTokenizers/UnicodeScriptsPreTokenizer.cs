using Matiz.Tokenizers.Pipeline;
using Matiz.Tokenizers.Unicode;

namespace Matiz.Tokenizers.PreTokenizers;

/// <summary>
/// Splits where the script changes. Spaces, and characters without a script, belong to what stands before them; Hiragana and Katakana are
/// of one script with Han. White space and the like that a text begins with is dropped, as in the reference.
/// </summary>
internal sealed class UnicodeScriptsPreTokenizer : PreTokenizer
{
    public override void Split(TextPiece piece, List<TextPiece> pieces)
    {
        int from = -1, last = Scripts.None;
        for (int i = piece.Start; i < piece.End;)
        {
            int script = Scripts.ForSplitting(CharacterTable.Decode(piece.Text.Chars[i..piece.End], out int length));
            if (script != Scripts.None && script != last)
            {
                if (from >= 0) pieces.Add(new TextPiece(piece.Text, from, i));
                (from, last) = (i, script);
            }

            i += length;
        }

        if (from >= 0) pieces.Add(new TextPiece(piece.Text, from, piece.End));
    }
}
