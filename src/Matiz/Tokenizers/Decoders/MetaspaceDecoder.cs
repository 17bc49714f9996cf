using Matiz.Tokenizers.Loading;
using Matiz.Tokenizers.PreTokenizers;

namespace Matiz.Tokenizers.Decoders;

/// <summary>Makes the sign of a space a space again; in the first token it goes, unless none was put there.</summary>
internal sealed class MetaspaceDecoder(char replacement, PrependScheme scheme) : Decoder
{
    public static MetaspaceDecoder Read(JsonCursor json)
    {
        var settings = MetaspacePreTokenizer.Read(json);
        return new MetaspaceDecoder(settings.Replacement, settings.Scheme);
    }

    public override List<string> Decode(List<string> tokens)
    {
        var output = new List<string>(tokens.Count);
        string sign = replacement.ToString();
        for (int i = 0; i < tokens.Count; i++)
        {
            string space = i == 0 && scheme != PrependScheme.Never ? "" : " ";
            output.Add(tokens[i].Replace(sign, space, StringComparison.Ordinal));
        }

        return output;
    }
}
