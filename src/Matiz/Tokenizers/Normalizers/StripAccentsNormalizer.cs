using Matiz.Tokenizers.Pipeline;
using Matiz.Tokenizers.Unicode;

namespace Matiz.Tokenizers.Normalizers;

/// <summary>Drops marks (Mn, Mc, Me) without decomposing.</summary>
internal sealed class StripAccentsNormalizer : Normalizer
{
    public override bool KeepsSpaceBreaks => true;

    public override AlignedText Normalize(AlignedText text) => TextFilter.Drop(text, CharacterClass.Accent);
}
