using Matiz.Tokenizers.Pipeline;
using Matiz.Tokenizers.Unicode;

namespace Matiz.Tokenizers.Normalizers;

/// <summary>Canonical composition.</summary>
internal sealed class NfcNormalizer : Normalizer
{
    public override bool KeepsSpaceBreaks => true;

    public override AlignedText Normalize(AlignedText text) => CanonicalForm.Compose(text);
}
