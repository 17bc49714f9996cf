using Matiz.Tokenizers.Loading;

namespace Matiz.Tokenizers.Decoders;

/// <summary>Makes the mark at the end of a word a space, and nothing in the last token.</summary>
internal sealed class BpeDecoder(string suffix) : Decoder
{
    public static BpeDecoder Read(JsonCursor json) => new(json.Optional("suffix")?.AsString() ?? "</w>");

    public override List<string> Decode(List<string> tokens)
    {
        var output = new List<string>(tokens.Count);
        for (int i = 0; i < tokens.Count; i++)
        {
            string space = i == tokens.Count - 1 ? "" : " ";
            output.Add(suffix.Length == 0 ? tokens[i] : tokens[i].Replace(suffix, space, StringComparison.Ordinal));
        }

        return output;
    }
}
