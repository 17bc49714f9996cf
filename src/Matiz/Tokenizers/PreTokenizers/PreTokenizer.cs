using Matiz.Tokenizers.Pipeline;

namespace Matiz.Tokenizers.PreTokenizers;

/// <summary>A step that splits a piece of text into smaller ones, which later steps and the model see one by one.</summary>
internal abstract class PreTokenizer
{
    /// <summary>Adds what <paramref name="piece"/> is split into, in order, without empty pieces.</summary>
    public abstract void Split(TextPiece piece, List<TextPiece> pieces);
}

/// <summary>Several pre-tokenizers, each on the pieces of the one before.</summary>
internal sealed class SequencePreTokenizer(IReadOnlyList<PreTokenizer> steps) : PreTokenizer
{
    public override void Split(TextPiece piece, List<TextPiece> pieces)
    {
        List<TextPiece> current = [piece];
        foreach (var step in steps)
        {
            var next = new List<TextPiece>(current.Count);
            foreach (var each in current) step.Split(each, next);
            current = next;
        }

        pieces.AddRange(current);
    }
}
