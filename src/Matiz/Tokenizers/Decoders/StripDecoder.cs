using System.Text;
using Matiz.Tokenizers.Loading;

namespace Matiz.Tokenizers.Decoders;

/// <summary>Takes up to so many of one character off the beginning and the end of each token.</summary>
internal sealed class StripDecoder(Rune content, int start, int stop) : Decoder
{
    public static StripDecoder Read(JsonCursor json)
    {
        var content = json.Required("content");
        string text = content.AsString();
        return Rune.DecodeFromUtf16(text, out var rune, out int length) == System.Buffers.OperationStatus.Done && length == text.Length
            ? new StripDecoder(rune, json.Required("start").AsCount(), json.Required("stop").AsCount())
            : throw content.Error($"is a text of {text.Length} units", "one character");
    }

    public override List<string> Decode(List<string> tokens) => tokens.ConvertAll(Strip);

    private string Strip(string token)
    {
        string character = content.ToString();
        int from = 0, to = token.Length, width = character.Length;
        for (int i = 0; i < start && token.AsSpan(from).StartsWith(character, StringComparison.Ordinal); i++) from += width;
        for (int i = 0; i < stop && token.AsSpan(from, to - from).EndsWith(character, StringComparison.Ordinal); i++) to -= width;
        return token[from..to];
    }
}
