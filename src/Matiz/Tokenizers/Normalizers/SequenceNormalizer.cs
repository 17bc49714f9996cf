using Matiz.Tokenizers.Pipeline;

namespace Matiz.Tokenizers.Normalizers;

/// <summary>Several normalizers, one after another.</summary>
internal sealed class SequenceNormalizer(IReadOnlyList<Normalizer> steps) : Normalizer
{
    public override bool KeepsSpaceBreaks => steps.All(step => step.KeepsSpaceBreaks);

    public override AlignedText Normalize(AlignedText text)
    {
        foreach (var step in steps) text = step.Normalize(text);
        return text;
    }
}
