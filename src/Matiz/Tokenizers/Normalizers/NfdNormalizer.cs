using Matiz.Tokenizers.Pipeline;
using Matiz.Tokenizers.Unicode;

namespace Matiz.Tokenizers.Normalizers;

/// <summary>Canonical decomposition.</summary>
internal sealed class NfdNormalizer : Normalizer
{
    public override bool KeepsSpaceBreaks => true;

    public override AlignedText Normalize(AlignedText text) => CanonicalForm.Decompose(text);
}
