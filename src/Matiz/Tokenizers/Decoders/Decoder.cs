namespace Matiz.Tokenizers.Decoders;

/// <summary>A step from tokens back to text; what the last one gives is joined.</summary>
internal abstract class Decoder
{
    public abstract List<string> Decode(List<string> tokens);
}
