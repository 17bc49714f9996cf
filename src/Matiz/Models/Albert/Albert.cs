using Matiz.Models.Bert;
using Matiz.Models.Heads;
using Matiz.Models.Layers;
using Matiz.Models.Loading;
using Matiz.Tensors;

namespace Matiz.Models.Albert;

/// <summary>
/// ALBERT's encoder (Lan et al. 2020; reference: <c>AlbertModel</c>): layers that share their weights in groups, over embeddings that are
/// narrower than hidden states; with its pooler where a head or the checkpoint has one.
/// </summary>
internal sealed class AlbertModel : PostNormEncoder, IPoolingEncoder
{
    private readonly LinearWeights? _pooler;

    private AlbertModel(ParameterLoader loader, AlbertLayers layers, Pooler pooler)
        : base(loader, AlbertSettings.Read(loader.Config, layers), Names(layers))
    {
        if (pooler is Pooler.Always || (pooler is Pooler.WhereStored && loader.Encoder.Contains("pooler.weight")))
            _pooler = loader.Encoder.MayBeMissing().Linear("pooler", Hidden, Hidden).ToWeights();
        OtherParameters = loader.TakeSection();
    }

    /// <summary>What files call ALBERT, its weights and its heads.</summary>
    public static Architecture Architecture => new()
    {
        ModelType = "albert",
        Prefix = "albert.",
        StoredLayerCountKey = AlbertLayers.GroupsKey,
        Cut = AlbertLayers.Cut,
        HasTypeIds = true,
        Limits = config => EncoderLimits.Read(config, hasTypeIds: true) with
        {
            VocabularySize = AlbertSettings.VocabularySize(config).Value,
        },
        EncoderClass = "AlbertModel",
        NewEncoder = loader => New(loader, Pooler.WhereStored),
        Onnx = () => AlbertOnnx.Graphs,
        Heads =
        [
            PooledTokenClassifier<AlbertModel>.Head(
                "AlbertForSequenceClassification", "albert.pooler", loader => New(loader, Pooler.Always), AlbertSettings.ClassifierDropout),
            TokenClassifier.Head("AlbertForTokenClassification", NewWithoutPooler, AlbertSettings.ClassifierDropout),
            AnswerFinder.Head("AlbertForQuestionAnswering", NewWithoutPooler),
            MaskedWordFinder.Head("AlbertForMaskedLM", NewWithoutPooler, MaskedWordNames, AlbertSettings.MaskedWords),
        ],
    };

    private static MaskedWordNames MaskedWordNames => new(
        "predictions.dense", "predictions.LayerNorm", "predictions.decoder", "predictions.bias");

    /// <inheritdoc/>
    public Tensor Pool(Tape tape, Tensor firstTokens) => tape.Linear(firstTokens, _pooler!, Activation.Tanh);

    private static AlbertModel New(ParameterLoader loader, Pooler pooler) => new(loader, AlbertLayers.Read(loader.Config), pooler);

    private static AlbertModel NewWithoutPooler(ParameterLoader loader) => New(loader, Pooler.Never);

    /// <summary>The names of ALBERT's weights.</summary>
    public static PostNormNames Names(AlbertLayers layers) => new()
    {
        EmbeddingProjection = "encoder.embedding_hidden_mapping_in",
        Layer = block =>
            $"encoder.albert_layer_groups.{layers.GroupOf(block / layers.Inner)}.albert_layers.{block % layers.Inner}.",
        Query = "attention.query",
        Key = "attention.key",
        Value = "attention.value",
        AttentionOutput = "attention.dense",
        AttentionNorm = "attention.LayerNorm",
        Intermediate = "ffn",
        Output = "ffn_output",
        OutputNorm = "full_layer_layer_norm",
    };
}
