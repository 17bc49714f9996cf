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
    private readonly PostNormLayer[] _blocks;
    private readonly int _blocksALayer;

    /// <summary>Asks for the weights of embeddings and layers.</summary>
    protected PostNormEncoder(ParameterLoader loader, PostNormSettings settings, PostNormNames names)
        : base(loader)
    {
        Hidden = settings.Hidden;
        HeadCount = settings.Heads;
        IntermediateSize = settings.Intermediate.Value;
        _embeddings = new TokenEmbeddings(settings, names, loader.Encoder);
        _ownEmbeddings = loader.TakeSection();
        _blocksALayer = settings.BlocksALayer;
        _blocks = LoadBlocks(loader, settings, names);
    }

    /// <inheritdoc/>
    public override int HiddenSize => Hidden.Value;

    /// <inheritdoc/>
    public override int LayerCount => _blocks.Length / _blocksALayer;

    /// <inheritdoc/>
    public override int? HeadCount { get; }

    /// <inheritdoc/>
    public override int? IntermediateSize { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters =>
        field ??= [.. _ownEmbeddings, .. _blocks.SelectMany(block => block.Parameters).Distinct(), .. OtherParameters];

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> EmbeddingParameters => _ownEmbeddings;

    /// <inheritdoc/>
    internal override ConfigSize Hidden { get; }

    /// <summary>What the distance of two tokens does in every layer; null (the default): nothing.</summary>
    protected AttentionDistances? Distances { get; init; }

    /// <summary>Weights after the layers, such as a pooler's.</summary>
    protected IReadOnlyList<Parameter> OtherParameters { get; init; } = [];

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> ParametersOfLayer(int layer) => _blocksALayer == 1
        ? _blocks[layer].Parameters
        : [.. _blocks.Skip(layer * _blocksALayer).Take(_blocksALayer).SelectMany(block => block.Parameters)];

    /// <inheritdoc/>
    public override EncoderOutput Forward(Tape tape, TokenBatch batch, EncoderOutputs outputs = EncoderOutputs.LastHiddenState)
    {
        EncoderChecks.Check(this, tape, batch, outputs);
        bool firstTokensOnly = outputs.HasFlag(EncoderOutputs.FirstTokensOnly);
        var states = outputs.HasFlag(EncoderOutputs.HiddenStates) ? new List<Tensor>() : null;
        var attentions = outputs.HasFlag(EncoderOutputs.Attentions) ? new List<IReadOnlyList<float[]>>() : null;
        var x = _embeddings.Forward(tape, batch);                                           // [tokens, hidden]
        states?.Add(x);
        foreach (var (number, block) in _blocks.Index())
        {
            var probabilities = attentions is null ? null : new List<float[]>();
            var y = firstTokensOnly && number == _blocks.Length - 1
                ? block.ForwardFirstTokens(tape, x, batch.Layout, Distances)                // [rows, hidden]
                : block.Forward(tape, x, batch.Layout, Distances, probabilities);           // [tokens, hidden]
            if (states is null || number % _blocksALayer > 0) tape.Release(x);
            if ((number + 1) % _blocksALayer == 0) states?.Add(y);
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
        foreach (var block in _blocks.Take(layer * _blocksALayer))
        {
            var y = block.Forward(tape, x, batch.Layout, Distances, attentions: null);       // [tokens, hidden]
            tape.Release(x);
            x = y;
        }

        return x;
    }

    // Blocks of one prefix are made of the same weights.
    private static PostNormLayer[] LoadBlocks(ParameterLoader loader, PostNormSettings settings, PostNormNames names)
    {
        var weights = new Dictionary<string, PostNormWeights>(StringComparer.Ordinal);
        var blocks = new PostNormLayer[checked(settings.LayerCount * settings.BlocksALayer)];
        for (int block = 0; block < blocks.Length; block++)
        {
            string prefix = names.Layer(block);
            if (!weights.TryGetValue(prefix, out var found))
                weights.Add(prefix, found = new PostNormWeights(loader, settings, names, prefix));
            blocks[block] = new PostNormLayer(found, settings, isLast: block == blocks.Length - 1);
        }

        return blocks;
    }
}
