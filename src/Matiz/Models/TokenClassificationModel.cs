using Matiz.Data;
using Matiz.Tensors;

namespace Matiz.Models;

/// <summary>An encoder with a head that gives one vector of logits a token; see <see cref="AutoModelForTokenClassification"/>.</summary>
/// <param name="encoder">The encoder below the head, made of the same files.</param>
public abstract class TokenClassificationModel(EncoderModel encoder) : ModelWithHead(encoder)
{
    /// <summary>Label names in the order of the logits.</summary>
    public ClassLabel Labels => Config.Labels;

    /// <summary>
    /// The logits of each token: [tokens, labels]. Their loss is <see cref="LossOperations.CrossEntropy"/>, with
    /// <see cref="LossOperations.IgnoredLabel"/> for tokens that are not asked about; the reference's is its mean over the others.
    /// </summary>
    public abstract override Tensor Forward(Tape tape, TokenBatch batch);
}
