using Matiz.Tokenizers.Loading;

namespace Matiz.Tokenizers.Decoders;

/// <summary>
/// Connectionist temporal classification: of equal neighbours one stays, padding goes, and, cleaned up, the sign between words is a space.
/// </summary>
internal sealed class CtcDecoder(string padding, string wordDelimiter, bool cleanup) : Decoder
{
    public static CtcDecoder Read(JsonCursor json) => new(
        json.Optional("pad_token")?.AsString() ?? "<pad>",
        json.Optional("word_delimiter_token")?.AsString() ?? "|",
        json.Optional("cleanup")?.AsBoolean() ?? true);

    public override List<string> Decode(List<string> tokens)
    {
        var output = new List<string>(tokens.Count);
        for (int i = 0; i < tokens.Count; i++)
        {
            if (i > 0 && string.Equals(tokens[i], tokens[i - 1], StringComparison.Ordinal)) continue;
            string token = Replace(tokens[i], padding, "");
            if (cleanup) token = Replace(WordPieceDecoder.CleanUp(token), wordDelimiter, " ");
            if (token.Length > 0) output.Add(token);
        }

        return output;
    }

    private static string Replace(string text, string from, string to) =>
        from.Length == 0 ? text : text.Replace(from, to, StringComparison.Ordinal);
}
