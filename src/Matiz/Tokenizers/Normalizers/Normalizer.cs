using Matiz.Tokenizers.Pipeline;

namespace Matiz.Tokenizers.Normalizers;

/// <summary>A step that rewrites a text before it is split, keeping track of where each character came from.</summary>
internal abstract class Normalizer
{
    /// <summary>The rewritten text; the very same object where nothing changes.</summary>
    public abstract AlignedText Normalize(AlignedText text);

    /// <summary>What a plain string is rewritten to.</summary>
    public string Normalize(string text) => Normalize(AlignedText.FromSource(text, 0)).Chars.ToString();
}

/// <summary>Several normalizers, one after another.</summary>
internal sealed class SequenceNormalizer(IReadOnlyList<Normalizer> steps) : Normalizer
{
    public override AlignedText Normalize(AlignedText text)
    {
        foreach (var step in steps) text = step.Normalize(text);
        return text;
    }
}
