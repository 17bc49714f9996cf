using Matiz.Models.Loading;
using Matiz.Tensors;

namespace Matiz.Models.Heads;

/// <summary>One linear layer on every token, in DistilBERT behind a dropout: what most architectures have for question answering.</summary>
internal sealed class AnswerFinder : QuestionAnsweringModel
{
    private const string Layer = "qa_outputs";

    private readonly LinearWeights _outputs;
    private readonly float _dropout;

    private AnswerFinder(ParameterLoader loader, EncoderModel encoder, float dropout)
        : base(encoder)
    {
        _dropout = dropout;
        _outputs = loader.Head.Linear(Layer, Outputs, encoder.Hidden).ToWeights();
        HeadParameters = loader.TakeSection();
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<Parameter> HeadParameters { get; }

    /// <summary>Such a head for the list of an architecture.</summary>
    /// <param name="className">The reference's name of encoder and head together.</param>
    /// <param name="newEncoder">Makes the encoder below it.</param>
    /// <param name="dropout">The rate at which hidden states are dropped in training, by the settings; null: none.</param>
    public static ModelHead Head(
        string className, Func<ParameterLoader, EncoderModel> newEncoder, Func<ModelConfig, float>? dropout = null) =>
        new()
        {
            Task = ModelHead.QuestionAnswering,
            ClassName = className,
            Tensors = [Layer + ".weight", Layer + ".bias"],
            Output = Layer,
            New = loader => new AnswerFinder(loader, newEncoder(loader), dropout?.Invoke(loader.Config) ?? 0),
        };

    /// <inheritdoc/>
    public override Tensor Forward(Tape tape, TokenBatch batch)
    {
        var hidden = Encoder.Forward(tape, batch).LastHiddenState;                          // [tokens, hidden]
        return tape.Linear(tape.Dropout(hidden, _dropout, batch.Layout), _outputs);         // [tokens, 2]
    }
}
