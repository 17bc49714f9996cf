using System.Text;
using Matiz.Tokenizers.Loading;
using Matiz.Tokenizers.Pipeline;

namespace Matiz.Tokenizers.PreTokenizers;

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
