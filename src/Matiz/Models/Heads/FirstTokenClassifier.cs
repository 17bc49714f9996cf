using Matiz.Models.Loading;
using Matiz.Tensors;

namespace Matiz.Models.Heads;

/// <summary>
/// Dropout, linear, activation, dropout, linear on the first token: RoBERTa's head for the class of a text, and that of its relatives
/// (reference: <c>RobertaClassificationHead</c>).
/// </summary>
internal sealed class FirstTokenClassifier : SequenceClassificationModel
{
    private const string Dense = "classifier.dense", Layer = "classifier.out_proj";

    private readonly LinearWeights _dense;
    private readonly LinearWeights _output;
    private readonly Activation _activation;
    private readonly float _dropout;

    private FirstTokenClassifier(ParameterLoader loader, EncoderModel encoder, Activation activation, float dropout)
        : base(encoder)
    {
        (_activation, _dropout) = (activation, dropout);
        _dense = loader.Head.Linear(Dense, encoder.Hidden, encoder.Hidden).ToWeights();
        _output = loader.Head.Linear(Layer, ConfigSize.ForLabels(loader.Config), encoder.Hidden).ToWeights();
        HeadParameters = loader.TakeSection();
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<Parameter> HeadParameters { get; }

    /// <summary>Such a head for the list of an architecture.</summary>
    /// <param name="className">The reference's name of encoder and head together.</param>
    /// <param name="newEncoder">Makes the encoder below it.</param>
    /// <param name="activation">Behind the first linear layer.</param>
    /// <param name="dropout">The rate at which both inputs are dropped in training, by the settings.</param>
    public static ModelHead Head(
        string className, Func<ParameterLoader, EncoderModel> newEncoder, Activation activation, Func<ModelConfig, float> dropout) =>
        new()
        {
            Task = ModelHead.SequenceClassification,
            ClassName = className,
            Tensors = [Dense + ".weight", Dense + ".bias", Layer + ".weight", Layer + ".bias"],
            Output = Layer,
            New = loader => new FirstTokenClassifier(loader, newEncoder(loader), activation, dropout(loader.Config)),
        };

    /// <inheritdoc/>
    public override Tensor Forward(Tape tape, TokenBatch batch)
    {
        var rows = RaggedLayout.OneTokenARow(batch.RowCount);
        var first = Encoder.Forward(tape, batch, EncoderOutputs.FirstTokensOnly).LastHiddenState;           // [rows, hidden]
        var inner = tape.Linear(tape.Dropout(first, _dropout, rows), _dense, _activation);                  // [rows, hidden]
        return tape.Linear(tape.Dropout(inner, _dropout, rows), _output);                                   // [rows, labels]
    }
}
