using Matiz.Tensors;

namespace Matiz.Models;

/// <summary>An encoder with a head that names the word behind each token; see <see cref="AutoModelForMaskedLM"/>.</summary>
/// <param name="encoder">The encoder below the head, made of the same files.</param>
public abstract class MaskedLanguageModel(EncoderModel encoder) : ModelWithHead(encoder)
{
    /// <summary>
    /// The logits of each token: [tokens, vocabulary]. Their loss is <see cref="LossOperations.CrossEntropy"/>, with
    /// <see cref="LossOperations.IgnoredLabel"/> for tokens that were not hidden; the reference's is its mean over the others.
    /// </summary>
    public abstract override Tensor Forward(Tape tape, TokenBatch batch);
}
