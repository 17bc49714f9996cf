using Matiz.Tokenizers.Pipeline;

namespace Matiz.Tokenizers.Normalizers;

/// <summary>Lower case, character by character without context: Σ is always σ.</summary>
internal sealed class LowercaseNormalizer : Normalizer
{
    public override bool KeepsSpaceBreaks => true;

    public override AlignedText Normalize(AlignedText text) => CaseFolding.ToLower(text);
}
