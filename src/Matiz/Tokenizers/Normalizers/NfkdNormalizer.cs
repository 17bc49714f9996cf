using Matiz.Tokenizers.Pipeline;
using Matiz.Tokenizers.Unicode;

namespace Matiz.Tokenizers.Normalizers;

/// <summary>Compatibility decomposition.</summary>
internal sealed class NfkdNormalizer : Normalizer
{
    public override bool KeepsSpaceBreaks => true;

    public override AlignedText Normalize(AlignedText text) => CanonicalForm.DecomposeCompatible(text);
}
