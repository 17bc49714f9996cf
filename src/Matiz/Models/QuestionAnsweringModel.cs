using Matiz.Models.Loading;
using Matiz.Tensors;

namespace Matiz.Models;

/// <summary>
/// An encoder with a head that finds where in a text an answer starts and ends; see <see cref="AutoModelForQuestionAnswering"/>.
/// </summary>
/// <param name="encoder">The encoder below the head, made of the same files.</param>
public abstract class QuestionAnsweringModel(EncoderModel encoder) : ModelWithHead(encoder)
{
    /// <summary>Rows of the last layer: the start's and the end's.</summary>
    internal static ConfigSize Outputs { get; } = new(2, "num_labels");

    /// <summary>
    /// The logits of each token: [tokens, 2], column 0 for the answer's first token, column 1 for its last. Their loss is
    /// <see cref="LossOperations.SpanCrossEntropy"/>.
    /// </summary>
    public abstract override Tensor Forward(Tape tape, TokenBatch batch);
}
