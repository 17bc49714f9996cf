namespace Matiz.Tokenizers.Decoders;

/// <summary>A step from tokens back to text; what the last one gives is joined.</summary>
internal abstract class Decoder
{
    public abstract List<string> Decode(List<string> tokens);
}

/// <summary>Several decoders, one after another.</summary>
internal sealed class SequenceDecoder(IReadOnlyList<Decoder> steps) : Decoder
{
    public override List<string> Decode(List<string> tokens)
    {
        foreach (var step in steps) tokens = step.Decode(tokens);
        return tokens;
    }
}

/// <summary>Joins all tokens to one.</summary>
internal sealed class FuseDecoder : Decoder
{
    public override List<string> Decode(List<string> tokens) => [string.Concat(tokens)];
}
