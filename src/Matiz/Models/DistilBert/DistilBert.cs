using Matiz.Models.Heads;
using Matiz.Models.Layers;
using Matiz.Models.Loading;
using Matiz.Tensors;

namespace Matiz.Models.DistilBert;

/// <summary>
/// DistilBERT's encoder (Sanh et al. 2019; reference: <c>DistilBertModel</c>): BERT's layers under other names, without token types and
/// pooler.
/// </summary>
internal sealed class DistilBertModel(ParameterLoader loader, PostNormSettings settings) : PostNormEncoder(loader, settings, Names)
{
    /// <summary>The names of DistilBERT's weights.</summary>
    public static readonly PostNormNames Names = new()
    {
        Layer = layer => $"transformer.layer.{layer}.",
        Query = "attention.q_lin",
        Key = "attention.k_lin",
        Value = "attention.v_lin",
        AttentionOutput = "attention.out_lin",
        AttentionNorm = "sa_layer_norm",
        Intermediate = "ffn.lin1",
        Output = "ffn.lin2",
        OutputNorm = "output_layer_norm",
    };

    /// <summary>What files call DistilBERT and its heads.</summary>
    public static Architecture Architecture => new()
    {
        ModelType = "distilbert",
        Prefix = "distilbert.",
        LayerCountKey = "n_layers",
        CommonLayerCountKey = "num_hidden_layers",
        EncoderClass = "DistilBertModel",
        NewEncoder = New,
        Onnx = () => DistilBertOnnx.Graphs,
        Heads =
        [
            new ModelHead
            {
                Task = ModelHead.SequenceClassification,
                ClassName = "DistilBertForSequenceClassification",
                Tensors = ["pre_classifier.weight", "pre_classifier.bias", "classifier.weight", "classifier.bias"],
                Output = "classifier",
                New = loader => new DistilBertForSequenceClassification(loader, DistilBertSettings.Read(loader.Config)),
            },
            TokenClassifier.Head("DistilBertForTokenClassification", New, DistilBertSettings.Dropout),
            AnswerFinder.Head("DistilBertForQuestionAnswering", New, DistilBertSettings.AnswerDropout),
            MaskedWordFinder.Head("DistilBertForMaskedLM", New, MaskedWordNames, DistilBertSettings.MaskedWords),
        ],
    };

    private static MaskedWordNames MaskedWordNames => new(
        "vocab_transform", "vocab_layer_norm", "vocab_projector", "vocab_projector.bias");

    private static DistilBertModel New(ParameterLoader loader) => new(loader, DistilBertSettings.Read(loader.Config));
}

/// <summary>Linear, ReLU, dropout, linear on the first token (reference: <c>DistilBertForSequenceClassification</c>).</summary>
internal sealed class DistilBertForSequenceClassification : SequenceClassificationModel
{
    private readonly LinearWeights _preClassifier;
    private readonly LinearWeights _classifier;
    private readonly float _dropout;

    public DistilBertForSequenceClassification(ParameterLoader loader, PostNormSettings settings)
        : base(new DistilBertModel(loader, settings))
    {
        _dropout = DistilBertSettings.ClassifierDropout(loader.Config);
        _preClassifier = loader.Head.Linear("pre_classifier", settings.Hidden, settings.Hidden).ToWeights();
        _classifier = loader.Head.Linear("classifier", ConfigSize.ForLabels(loader.Config), settings.Hidden).ToWeights();
        HeadParameters = loader.TakeSection();
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<Parameter> HeadParameters { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tape tape, TokenBatch batch)
    {
        var first = Encoder.Forward(tape, batch, EncoderOutputs.FirstTokensOnly).LastHiddenState;   // [rows, hidden]
        var inner = tape.Linear(first, _preClassifier, Activation.Relu);                            // [rows, hidden]
        var dropped = tape.Dropout(inner, _dropout, RaggedLayout.OneTokenARow(batch.RowCount));
        return tape.Linear(dropped, _classifier);                                                   // [rows, labels]
    }
}
