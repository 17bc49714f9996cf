using Matiz.Tokenizers.Pipeline;

namespace Matiz.Tokenizers.Normalizers;

/// <summary>A step that rewrites a text before it is split, keeping track of where each character came from.</summary>
internal abstract class Normalizer
{
    /// <summary>
    /// Whether a text may be rewritten in parts, cut before a lone space between two visible characters (<see cref="SpaceBreaks"/>): the
    /// parts then read as they would in the whole text, and those three characters stay a space between visible ones. Then the ids of
    /// words may be remembered; false, the default, is always right.
    /// </summary>
    public virtual bool KeepsSpaceBreaks => false;

    /// <summary>The rewritten text; the very same object where nothing changes.</summary>
    public abstract AlignedText Normalize(AlignedText text);

    /// <summary>What a plain string is rewritten to.</summary>
    public string Normalize(string text) => Normalize(AlignedText.WithoutSpans(text)).Chars.ToString();
}
