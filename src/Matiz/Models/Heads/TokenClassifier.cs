using Matiz.Models.Loading;
using Matiz.Tensors;

namespace Matiz.Models.Heads;

/// <summary>Dropout, one linear layer, on every token: what most architectures have for token classification.</summary>
internal sealed class TokenClassifier : TokenClassificationModel
{
    private const string Layer = "classifier";

    private readonly LinearWeights _classifier;
    private readonly float _dropout;

    private TokenClassifier(ParameterLoader loader, EncoderModel encoder, float dropout)
        : base(encoder)
    {
        _dropout = dropout;
        _classifier = loader.Head.Linear(Layer, ConfigSize.ForLabels(loader.Config), encoder.Hidden).ToWeights();
        HeadParameters = loader.TakeSection();
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<Parameter> HeadParameters { get; }

    /// <summary>Such a head for the list of an architecture.</summary>
    /// <param name="className">The reference's name of encoder and head together.</param>
    /// <param name="newEncoder">Makes the encoder below it.</param>
    /// <param name="dropout">The rate at which hidden states are dropped in training, by the settings.</param>
    public static ModelHead Head(string className, Func<ParameterLoader, EncoderModel> newEncoder, Func<ModelConfig, float> dropout) =>
        new()
        {
            Task = ModelHead.TokenClassification,
            ClassName = className,
            Tensors = [Layer + ".weight", Layer + ".bias"],
            Output = Layer,
            New = loader => new TokenClassifier(loader, newEncoder(loader), dropout(loader.Config)),
        };

    /// <inheritdoc/>
    public override Tensor Forward(Tape tape, TokenBatch batch)
    {
        var hidden = Encoder.Forward(tape, batch).LastHiddenState;                          // [tokens, hidden]
        return tape.Linear(tape.Dropout(hidden, _dropout, batch.Layout), _classifier);      // [tokens, labels]
    }
}
