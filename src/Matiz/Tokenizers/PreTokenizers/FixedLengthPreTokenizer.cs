using Matiz.Tokenizers.Loading;
using Matiz.Tokenizers.Pipeline;
using Matiz.Tokenizers.Unicode;

namespace Matiz.Tokenizers.PreTokenizers;

/// <summary>Cuts after every so many characters.</summary>
internal sealed class FixedLengthPreTokenizer(int length) : PreTokenizer
{
    public static FixedLengthPreTokenizer Read(JsonCursor json)
    {
        if (json.Optional("length") is not { } cursor) return new(5);
        int length = cursor.AsCount();
        return length > 0 ? new(length) : throw cursor.Error("is 0", "a number of characters from 1");
    }

    public override void Split(TextPiece piece, List<TextPiece> pieces)
    {
        int from = piece.Start, characters = 0;
        for (int i = piece.Start; i < piece.End;)
        {
            CharacterTable.Decode(piece.Text.Chars[i..piece.End], out int units);
            i += units;
            if (++characters < length && i < piece.End) continue;
            pieces.Add(new TextPiece(piece.Text, from, i));
            (from, characters) = (i, 0);
        }
    }
}
