using Matiz.Data;
using Matiz.Tensors;

namespace Matiz.Models;

/// <summary>An encoder with a head that gives one vector of logits a row; see <see cref="AutoModelForSequenceClassification"/>.</summary>
/// <param name="encoder">The encoder below the head, made of the same files.</param>
public abstract class SequenceClassificationModel(EncoderModel encoder) : ModelWithHead(encoder)
{
    /// <summary>Label names in the order of the logits.</summary>
    public ClassLabel Labels => Config.Labels;

    /// <summary>Decides loss, scores and metrics.</summary>
    public ProblemType ProblemType => Config.ProblemType;

    /// <summary>The logits of each row: [rows, labels].</summary>
    public abstract override Tensor Forward(Tape tape, TokenBatch batch);
}
