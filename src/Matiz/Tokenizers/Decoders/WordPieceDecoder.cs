using Matiz.Tokenizers.Loading;

namespace Matiz.Tokenizers.Decoders;

/// <summary>
/// Joins continuing pieces to the word before and puts spaces between words; with cleanup, spaces before English punctuation and
/// contractions go, token by token.
/// </summary>
internal sealed class WordPieceDecoder(string prefix, bool cleanup) : Decoder
{
    private static readonly (string From, string To)[] Cleanups =
    [
        (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"), (" 'm", "'m"), (" do not", " don't"),
        (" 's", "'s"), (" 've", "'ve"), (" 're", "'re"),
    ];

    public static WordPieceDecoder Read(JsonCursor json) =>
        new(json.Optional("prefix")?.AsString() ?? "##", json.Optional("cleanup")?.AsBoolean() ?? true);

    public override List<string> Decode(List<string> tokens)
    {
        var output = new List<string>(tokens.Count);
        for (int i = 0; i < tokens.Count; i++)
        {
            string token = tokens[i];
            if (i > 0) token = token.StartsWith(prefix, StringComparison.Ordinal) ? token[prefix.Length..] : " " + token;
            output.Add(cleanup ? CleanUp(token) : token);
        }

        return output;
    }

    /// <summary>The text without spaces before English punctuation and contractions.</summary>
    public static string CleanUp(string text)
    {
        foreach (var (from, to) in Cleanups) text = text.Replace(from, to, StringComparison.Ordinal);
        return text;
    }
}
