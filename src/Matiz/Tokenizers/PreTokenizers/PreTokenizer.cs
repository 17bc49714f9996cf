using Matiz.Tokenizers.Pipeline;

namespace Matiz.Tokenizers.PreTokenizers;

/// <summary>A step that splits a piece of text into smaller ones, which later steps and the model see one by one.</summary>
internal abstract class PreTokenizer
{
    /// <summary>
    /// Whether a text may be split in parts, cut before a lone space between two visible characters (<see cref="SpaceBreaks"/>): the
    /// pieces of the parts are then those of the whole. Then the ids of words may be remembered; false, the default, is always right.
    /// </summary>
    public virtual bool BreaksAtSpaces => false;

    /// <summary>
    /// Whether cutting a text before such a space only adds a piece's end there: then a later step may be the one that breaks at spaces.
    /// </summary>
    public virtual bool BearsBreaks => false;

    /// <summary>
    /// Whether the pieces depend on where the text stood in the source, which is then known where only ids are wanted too.
    /// </summary>
    public virtual bool NeedsSpans => false;

    /// <summary>Adds what <paramref name="piece"/> is split into, in order, without empty pieces.</summary>
    public abstract void Split(TextPiece piece, List<TextPiece> pieces);
}
