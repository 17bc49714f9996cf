using Matiz.Models.Loading;
using Matiz.Tensors;

namespace Matiz.Models.Heads;

/// <summary>An encoder with a pooler: tanh(W·h₀ + b) of each row's first token, or another function of it.</summary>
internal interface IPoolingEncoder
{
    /// <summary>The pooler's output.</summary>
    /// <param name="tape">The tape of this pass.</param>
    /// <param name="firstTokens">[rows, hidden]</param>
    /// <returns>[rows, hidden]</returns>
    Tensor Pool(Tape tape, Tensor firstTokens);
}

/// <summary>
/// Pooler, dropout, one linear layer: BERT's head for the class of a text, and ALBERT's (reference: <c>BertForSequenceClassification</c>).
/// </summary>
/// <typeparam name="TEncoder">The encoder.</typeparam>
internal sealed class PooledTokenClassifier<TEncoder> : SequenceClassificationModel
    where TEncoder : EncoderModel, IPoolingEncoder
{
    private const string Layer = "classifier";

    private readonly TEncoder _encoder;
    private readonly LinearWeights _classifier;
    private readonly float _dropout;

    private PooledTokenClassifier(ParameterLoader loader, TEncoder encoder, float dropout)
        : base(encoder)
    {
        (_encoder, _dropout) = (encoder, dropout);
        _classifier = loader.Head.Linear(Layer, ConfigSize.ForLabels(loader.Config), encoder.Hidden).ToWeights();
        HeadParameters = loader.TakeSection();
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<Parameter> HeadParameters { get; }

    /// <summary>Such a head for the list of an architecture.</summary>
    /// <param name="className">The reference's name of encoder and head together.</param>
    /// <param name="pooler">The pooler's layer with the encoder's prefix, for instance <c>bert.pooler.dense</c>.</param>
    /// <param name="newEncoder">Makes the encoder below it, with its pooler.</param>
    /// <param name="dropout">The rate at which the pooler's output is dropped in training, by the settings.</param>
    public static ModelHead Head(
        string className, string pooler, Func<ParameterLoader, TEncoder> newEncoder, Func<ModelConfig, float> dropout) =>
        new()
        {
            Task = ModelHead.SequenceClassification,
            ClassName = className,
            Tensors = [pooler + ".weight", pooler + ".bias", Layer + ".weight", Layer + ".bias"],
            Output = Layer,
            New = loader => new PooledTokenClassifier<TEncoder>(loader, newEncoder(loader), dropout(loader.Config)),
        };

    /// <inheritdoc/>
    public override Tensor Forward(Tape tape, TokenBatch batch)
    {
        var first = _encoder.Forward(tape, batch, EncoderOutputs.FirstTokensOnly).LastHiddenState;   // [rows, hidden]
        var pooled = _encoder.Pool(tape, first);                                                    // [rows, hidden]
        var dropped = tape.Dropout(pooled, _dropout, RaggedLayout.OneTokenARow(batch.RowCount));
        return tape.Linear(dropped, _classifier);                                                   // [rows, labels]
    }
}
