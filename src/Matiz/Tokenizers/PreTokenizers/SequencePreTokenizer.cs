using Matiz.Tokenizers.Pipeline;

namespace Matiz.Tokenizers.PreTokenizers;

/// <summary>Several pre-tokenizers, each on the pieces of the one before.</summary>
internal sealed class SequencePreTokenizer(IReadOnlyList<PreTokenizer> steps) : PreTokenizer
{
    // What one leaves whole words of, those behind it see word by word.
    public override bool BreaksAtSpaces
    {
        get
        {
            if (NeedsSpans) return false;
            foreach (var step in steps)
            {
                if (step.BreaksAtSpaces) return true;
                if (!step.BearsBreaks) return false;
            }

            return false;
        }
    }

    public override bool NeedsSpans => steps.Any(step => step.NeedsSpans);

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
