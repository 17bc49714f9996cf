using Matiz.Tensors;

namespace Matiz.Models.Layers;

/// <summary>What encoders ask of a pass before they begin.</summary>
internal static class EncoderChecks
{
    /// <summary>Refuses rows that are too long, and outputs that exclude each other.</summary>
    /// <exception cref="ArgumentException">The batch or the outputs are such.</exception>
    public static void Check(EncoderModel encoder, Tape tape, TokenBatch batch, EncoderOutputs outputs)
    {
        if (batch.Layout.MaxLength > encoder.MaxTokens)
            throw new ArgumentException(
                $"a row has {batch.Layout.MaxLength} tokens, but the position table of this model ends at {encoder.MaxTokens}. "
                + "Cut longer texts when they are encoded.", nameof(batch));
        if (outputs.HasFlag(EncoderOutputs.FirstTokensOnly) && outputs != EncoderOutputs.FirstTokensOnly)
            throw new ArgumentException(
                "the first tokens only, and all hidden states or attentions, exclude each other. Ask for one of them.", nameof(outputs));
        if (tape.IsTraining && outputs.HasFlag(EncoderOutputs.Attentions))
            throw new ArgumentException("attentions are given in inference only. Make the tape with training: false.", nameof(outputs));
    }
}
