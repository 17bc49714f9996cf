using Matiz.Models.Layers;
using Matiz.Models.Loading;
using Matiz.Tensors;

namespace Matiz.Models.Bert;

/// <summary>
/// BERT's encoder (Devlin et al. 2019; reference: <c>BertModel</c>), with its pooler where a head or the checkpoint has one.
/// </summary>
internal sealed class BertModel : PostNormEncoder
{
    private readonly LinearWeights? _pooler;

    /// <summary>Asks for the weights.</summary>
    /// <param name="loader">Where they come from.</param>
    /// <param name="settings">The sizes.</param>
    /// <param name="needsPooler">True: the pooler is initialised when the checkpoint lacks it.</param>
    public BertModel(ParameterLoader loader, PostNormSettings settings, bool needsPooler)
        : base(loader, settings, Names)
    {
        if (needsPooler || loader.Encoder.Contains("pooler.dense.weight"))
            _pooler = loader.Encoder.MayBeMissing().Linear("pooler.dense", settings.Hidden, settings.Hidden).ToWeights();
        OtherParameters = loader.TakeSection();
    }

    /// <summary>What files call BERT, its weights and its heads.</summary>
    public static Architecture Architecture => new()
    {
        ModelType = "bert",
        Prefix = "bert.",
        HasTypeIds = true,
        EncoderClass = "BertModel",
        NewEncoder = loader => new BertModel(loader, BertSettings.Read(loader.Config), needsPooler: false),
        Heads =
        [
            new ModelHead
            {
                Task = ModelHead.SequenceClassification,
                ClassName = "BertForSequenceClassification",
                Tensors = ["bert.pooler.dense.weight", "bert.pooler.dense.bias", "classifier.weight", "classifier.bias"],
                Output = "classifier",
                New = loader => new BertForSequenceClassification(loader, BertSettings.Read(loader.Config)),
            },
        ],
    };

    /// <summary>The names of BERT's weights, which most of its relatives kept.</summary>
    public static PostNormNames Names { get; } = new()
    {
        Layer = layer => $"encoder.layer.{layer}.",
        Query = "attention.self.query",
        Key = "attention.self.key",
        Value = "attention.self.value",
        AttentionOutput = "attention.output.dense",
        AttentionNorm = "attention.output.LayerNorm",
        Intermediate = "intermediate.dense",
        Output = "output.dense",
        OutputNorm = "output.LayerNorm",
    };

    /// <summary>tanh(W·h₀ + b) of each row's first token.</summary>
    /// <param name="tape">The tape of this pass.</param>
    /// <param name="firstTokens">[rows, hidden]</param>
    /// <returns>[rows, hidden]</returns>
    public Tensor Pool(Tape tape, Tensor firstTokens) => tape.Linear(firstTokens, _pooler!, Activation.Tanh);
}

/// <summary>Pooler, dropout, one linear layer (reference: <c>BertForSequenceClassification</c>).</summary>
internal sealed class BertForSequenceClassification : SequenceClassificationModel
{
    private readonly BertModel _encoder;
    private readonly LinearWeights _classifier;
    private readonly float _dropout;

    public BertForSequenceClassification(ParameterLoader loader, PostNormSettings settings)
        : this(loader, settings, new BertModel(loader, settings, needsPooler: true))
    {
    }

    private BertForSequenceClassification(ParameterLoader loader, PostNormSettings settings, BertModel encoder)
        : base(encoder)
    {
        _encoder = encoder;
        _dropout = BertSettings.ClassifierDropout(loader.Config);
        _classifier = loader.Head.Linear("classifier", ConfigSize.ForLabels(loader.Config), settings.Hidden).ToWeights();
        HeadParameters = loader.TakeSection();
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<Parameter> HeadParameters { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tape tape, TokenBatch batch)
    {
        var first = _encoder.Forward(tape, batch, EncoderOutputs.FirstTokensOnly).LastHiddenState;   // [rows, hidden]
        var pooled = _encoder.Pool(tape, first);                                                    // [rows, hidden]
        var dropped = tape.Dropout(pooled, _dropout, RaggedLayout.OneTokenARow(batch.RowCount));
        return tape.Linear(dropped, _classifier);                                                   // [rows, labels]
    }
}
