using Matiz.Models.Heads;
using Matiz.Models.Layers;
using Matiz.Models.Loading;
using Matiz.Tensors;

namespace Matiz.Models.Bert;

/// <summary>
/// BERT's encoder (Devlin et al. 2019; reference: <c>BertModel</c>), with its pooler where a head or the checkpoint has one.
/// </summary>
internal sealed class BertModel : PostNormEncoder, IPoolingEncoder
{
    private readonly LinearWeights? _pooler;

    /// <summary>Asks for the weights.</summary>
    /// <param name="loader">Where they come from.</param>
    /// <param name="settings">The sizes.</param>
    /// <param name="pooler">Whether there is a pooler.</param>
    public BertModel(ParameterLoader loader, PostNormSettings settings, Pooler pooler)
        : base(loader, settings, Names)
    {
        if (pooler is Pooler.Always || (pooler is Pooler.WhereStored && loader.Encoder.Contains("pooler.dense.weight")))
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
        NewEncoder = New,
        Onnx = () => BertOnnx.Graphs,
        Heads =
        [
            PooledTokenClassifier<BertModel>.Head(
                "BertForSequenceClassification", "bert.pooler.dense", NewWithPooler, BertSettings.ClassifierDropout),
            TokenClassifier.Head("BertForTokenClassification", NewWithoutPooler, BertSettings.ClassifierDropout),
            AnswerFinder.Head("BertForQuestionAnswering", NewWithoutPooler),
            MaskedWordFinder.Head("BertForMaskedLM", NewWithoutPooler, MaskedWordNames, BertSettings.MaskedWords),
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

    /// <summary>What BERT and DeBERTa call the weights of a masked language model's head.</summary>
    public static MaskedWordNames MaskedWordNames { get; } = new(
        "cls.predictions.transform.dense", "cls.predictions.transform.LayerNorm", "cls.predictions.decoder", "cls.predictions.bias");

    /// <summary>tanh(W·h₀ + b) of each row's first token.</summary>
    /// <param name="tape">The tape of this pass.</param>
    /// <param name="firstTokens">[rows, hidden]</param>
    /// <returns>[rows, hidden]</returns>
    public Tensor Pool(Tape tape, Tensor firstTokens) => tape.Linear(firstTokens, _pooler!, Activation.Tanh);

    private static BertModel New(ParameterLoader loader) => new(loader, BertSettings.Read(loader.Config), Pooler.WhereStored);

    private static BertModel NewWithPooler(ParameterLoader loader) => new(loader, BertSettings.Read(loader.Config), Pooler.Always);

    private static BertModel NewWithoutPooler(ParameterLoader loader) => new(loader, BertSettings.Read(loader.Config), Pooler.Never);
}

/// <summary>Whether an encoder has a pooler.</summary>
internal enum Pooler
{
    /// <summary>No.</summary>
    Never,

    /// <summary>Where the checkpoint has one.</summary>
    WhereStored,

    /// <summary>Yes; it is initialised where the checkpoint lacks it.</summary>
    Always,
}
