using Matiz.Models.Layers;
using Matiz.Models.Loading;
using Matiz.Tensors;

namespace Matiz.Models.ModernBert;

/// <summary>
/// ModernBERT's encoder (Warner et al. 2024; reference: <c>ModernBertModel</c>): layers that normalize first, rotary positions, attention
/// to the whole row in some layers and to the tokens near by in the others.
/// </summary>
internal sealed class ModernBertModel : EncoderModel
{
    private readonly ModernBertSettings _settings;
    private readonly Parameter _words;
    private readonly NormWeights _embeddingNorm;
    private readonly ModernBertLayer[] _layers;
    private readonly NormWeights _finalNorm;
    private readonly IReadOnlyList<Parameter> _finalParameters;

    /// <summary>Asks for the weights.</summary>
    public ModernBertModel(ParameterLoader loader, ModernBertSettings settings)
        : base(loader)
    {
        _settings = settings;
        _words = loader.Encoder.Table("embeddings.tok_embeddings", settings.VocabularySize, settings.Hidden);
        _embeddingNorm = loader.Encoder.Norm("embeddings.norm", settings.Hidden, settings.Epsilon, settings.HasNormBias);
        EmbeddingParameters = loader.TakeSection();
        var whole = new LayerAttention(new RotaryPositions(settings.HeadSize, settings.WholeRowTheta), Distances: null);
        var near = new LayerAttention(
            new RotaryPositions(settings.HeadSize, settings.WindowTheta), new AttentionDistances { Window = settings.Window });
        _layers = new ModernBertLayer[settings.LayerSeesWholeRow.Count];
        for (int i = 0; i < _layers.Length; i++)
            _layers[i] = new ModernBertLayer(loader, settings, i, settings.LayerSeesWholeRow[i] ? whole : near);
        _finalNorm = loader.Encoder.Norm("final_norm", settings.Hidden, settings.Epsilon, settings.HasNormBias);
        _finalParameters = loader.TakeSection();
    }

    /// <summary>What files call ModernBERT and its heads.</summary>
    public static Architecture Architecture => new()
    {
        ModelType = "modernbert",
        Prefix = "model.",
        Limits = ModernBertSettings.Limits,
        EncoderClass = "ModernBertModel",
        NewEncoder = New,
        Onnx = () => ModernBertOnnx.Graphs,
        Heads =
        [
            ModernBertForSequenceClassification.Head,
            ModernBertForTokenClassification.Head,
            ModernBertForQuestionAnswering.Head,
            ModernBertForMaskedLM.Head,
        ],
    };

    /// <inheritdoc/>
    public override int HiddenSize => Hidden.Value;

    /// <inheritdoc/>
    public override int LayerCount => _layers.Length;

    /// <inheritdoc/>
    public override int? HeadCount => _settings.Heads;

    /// <inheritdoc/>
    public override int? IntermediateSize => _settings.Intermediate.Value;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters =>
        field ??= [.. EmbeddingParameters, .. _layers.SelectMany(layer => layer.Parameters), .. _finalParameters];

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> EmbeddingParameters { get; }

    /// <inheritdoc/>
    internal override ConfigSize Hidden => _settings.Hidden;

    /// <summary>False: the output of the last layer, and of no other, is normalized once more.</summary>
    internal override bool FirstLayersAreAModel => false;

    /// <summary>An encoder of the loader's files.</summary>
    public static ModernBertModel New(ParameterLoader loader)
    {
        ArgumentNullException.ThrowIfNull(loader);
        return new ModernBertModel(loader, ModernBertSettings.Read(loader.Config));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> ParametersOfLayer(int layer) => _layers[layer].Parameters;

    /// <inheritdoc/>
    public override EncoderOutput Forward(Tape tape, TokenBatch batch, EncoderOutputs outputs = EncoderOutputs.LastHiddenState)
    {
        EncoderChecks.Check(this, tape, batch, outputs);
        bool firstTokensOnly = outputs.HasFlag(EncoderOutputs.FirstTokensOnly);
        var states = outputs.HasFlag(EncoderOutputs.HiddenStates) ? new List<Tensor>() : null;
        var attentions = outputs.HasFlag(EncoderOutputs.Attentions) ? new List<IReadOnlyList<float[]>>() : null;
        var stream = Begin(tape, batch);
        states?.Add(stream.Sum);
        bool keepsSum = states is not null;
        for (int i = 0; i < _layers.Length; i++)
        {
            var probabilities = attentions is null ? null : new List<float[]>();
            stream = i == _layers.Length - 1
                ? _layers[i].ForwardLast(tape, stream, _finalNorm, batch.Layout, firstTokensOnly, keepsSum, probabilities)
                : _layers[i].Forward(tape, stream, NormBefore(i + 1), batch.Layout, keepsSum, probabilities);
            // The last state that is recorded is the one after the final normalization.
            states?.Add(i == _layers.Length - 1 ? stream.Normalized : stream.Sum);
            attentions?.Add(probabilities!);
        }

        return new EncoderOutput { LastHiddenState = stream.Normalized, HiddenStates = states, Attentions = attentions };
    }

    /// <inheritdoc/>
    public override Tensor HiddenState(Tape tape, TokenBatch batch, int layer)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(layer);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(layer, LayerCount);
        if (layer == LayerCount) return Forward(tape, batch).LastHiddenState;
        EncoderChecks.Check(this, tape, batch, EncoderOutputs.LastHiddenState);
        var stream = Begin(tape, batch);
        for (int i = 0; i < layer; i++)
            stream = _layers[i].Forward(tape, stream, NormBefore(i + 1), batch.Layout, keepsSum: false, attentions: null);
        return stream.Sum;
    }

    // The embeddings are normalized already: the first layer reads them as they are.
    private LayerStream Begin(Tape tape, TokenBatch batch)
    {
        var embeddings = tape.Embedding([new EmbeddingLookup(_words, batch.Ids, _settings.PaddingId)], _embeddingNorm);
        var dropped = tape.Dropout(embeddings, _settings.EmbeddingDropout, batch.Layout);  // [tokens, hidden]
        return new LayerStream(dropped, dropped);
    }

    private NormWeights NormBefore(int layer) => _layers[layer].AttentionNorm!;
}
