using Matiz.Models.Loading;
using Matiz.Tensors;

namespace Matiz.Models.Layers;

/// <summary>
/// Embeddings, then a stack of <see cref="PostNormLayer"/>: what BERT and its relatives have in common. An architecture gives its
/// settings and the names of its weights.
/// </summary>
internal abstract class PostNormEncoder : EncoderModel
{
    private readonly TokenEmbeddings _embeddings;
    private readonly IReadOnlyList<Parameter> _ownEmbeddings;
    private readonly PostNormLayer[] _layers;

    /// <summary>Asks for the weights of embeddings and layers.</summary>
    protected PostNormEncoder(ParameterLoader loader, PostNormSettings settings, PostNormNames names)
        : base(loader)
    {
        Hidden = settings.Hidden;
        HeadCount = settings.Heads;
        IntermediateSize = settings.Intermediate.Value;
        _embeddings = new TokenEmbeddings(settings, loader.Encoder.In("embeddings."));
        _ownEmbeddings = loader.TakeSection();
        _layers = LoadLayers(loader, settings, names);
    }

    /// <inheritdoc/>
    public override int HiddenSize => Hidden.Value;

    /// <inheritdoc/>
    public override int LayerCount => _layers.Length;

    /// <inheritdoc/>
    public override int? HeadCount { get; }

    /// <inheritdoc/>
    public override int? IntermediateSize { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters =>
        field ??= [.. _ownEmbeddings, .. _layers.SelectMany(layer => layer.Parameters).Distinct(), .. OtherParameters];

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> EmbeddingParameters => _ownEmbeddings;

    /// <inheritdoc/>
    internal override ConfigSize Hidden { get; }

    /// <summary>What the distance of two tokens does in every layer; null (the default): nothing.</summary>
    protected AttentionDistances? Distances { get; init; }

    /// <summary>Weights after the layers, such as a pooler's.</summary>
    protected IReadOnlyList<Parameter> OtherParameters { get; init; } = [];

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> ParametersOfLayer(int layer) => _layers[layer].Parameters;

    /// <inheritdoc/>
    public override EncoderOutput Forward(Tape tape, TokenBatch batch, EncoderOutputs outputs = EncoderOutputs.LastHiddenState)
    {
        EncoderChecks.Check(this, tape, batch, outputs);
        bool firstTokensOnly = outputs.HasFlag(EncoderOutputs.FirstTokensOnly);
        var states = outputs.HasFlag(EncoderOutputs.HiddenStates) ? new List<Tensor>() : null;
        var attentions = outputs.HasFlag(EncoderOutputs.Attentions) ? new List<IReadOnlyList<float[]>>() : null;
        var x = _embeddings.Forward(tape, batch);                                           // [tokens, hidden]
        states?.Add(x);
        foreach (var layer in _layers)
        {
            var probabilities = attentions is null ? null : new List<float[]>();
            var y = firstTokensOnly && layer == _layers[^1]
                ? layer.ForwardFirstTokens(tape, x, batch.Layout, Distances)                // [rows, hidden]
                : layer.Forward(tape, x, batch.Layout, Distances, probabilities);           // [tokens, hidden]
            if (states is null) tape.Release(x);
            states?.Add(y);
            attentions?.Add(probabilities!);
            x = y;
        }

        return new EncoderOutput { LastHiddenState = x, HiddenStates = states, Attentions = attentions };
    }

    /// <inheritdoc/>
    public override Tensor HiddenState(Tape tape, TokenBatch batch, int layer)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(layer);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(layer, LayerCount);
        EncoderChecks.Check(this, tape, batch, EncoderOutputs.LastHiddenState);
        var x = _embeddings.Forward(tape, batch);                                           // [tokens, hidden]
        foreach (var part in _layers.Take(layer))
        {
            var y = part.Forward(tape, x, batch.Layout, Distances, attentions: null);       // [tokens, hidden]
            tape.Release(x);
            x = y;
        }

        return x;
    }

    // Layers of one prefix are made of the same weights.
    private static PostNormLayer[] LoadLayers(ParameterLoader loader, PostNormSettings settings, PostNormNames names)
    {
        var weights = new Dictionary<string, PostNormWeights>(StringComparer.Ordinal);
        var layers = new PostNormLayer[settings.LayerCount];
        for (int layer = 0; layer < layers.Length; layer++)
        {
            string prefix = names.Layer(layer);
            if (!weights.TryGetValue(prefix, out var found))
                weights.Add(prefix, found = new PostNormWeights(loader, settings, names, prefix));
            layers[layer] = new PostNormLayer(found, settings, isLast: layer == layers.Length - 1);
        }

        return layers;
    }
}
