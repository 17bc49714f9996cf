using System.Text;
using Matiz.Tokenizers.Loading;
using Matiz.Tokenizers.Patterns;

namespace Matiz.Tokenizers.Decoders;

/// <summary>Puts a text in place of each match of a pattern, token by token.</summary>
internal sealed class ReplaceDecoder(TextPattern pattern, string content) : Decoder
{
    public static ReplaceDecoder Read(JsonCursor json) =>
        new(TextPattern.Read(json.Required("pattern")), json.Required("content").AsString());

    public override List<string> Decode(List<string> tokens) => tokens.ConvertAll(Replace);

    private string Replace(string token)
    {
        var matches = pattern.Matches(token);
        if (matches.Count == 0) return token;
        var output = new StringBuilder(token.Length);
        int from = 0;
        foreach (var (start, end) in matches)
        {
            output.Append(token, from, start - from).Append(content);
            from = end;
        }

        return output.Append(token, from, token.Length - from).ToString();
    }
}
