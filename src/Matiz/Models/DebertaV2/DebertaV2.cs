using Matiz.Models.Heads;
using Matiz.Models.Layers;
using Matiz.Models.Loading;
using Matiz.Tensors;

namespace Matiz.Models.DebertaV2;

/// <summary>
/// The encoder of DeBERTa-v2 and v3 (He et al. 2021; reference: <c>DebertaV2Model</c>): attention looks at content and relative position
/// apart, by embeddings of distances that all layers share; some models have a convolution beside the first layer.
/// </summary>
internal sealed class DebertaV2Model : EncoderModel
{
    private readonly DebertaV2Embeddings _embeddings;
    private readonly DebertaV2Layer[] _layers;
    private readonly RelativeEmbeddings? _relative;
    private readonly TokenConvolution? _convolution;
    private readonly IReadOnlyList<Parameter> _relativeParameters;

    /// <summary>Asks for the weights.</summary>
    public DebertaV2Model(ParameterLoader loader)
        : this(loader, DebertaV2Settings.Read(loader.Config))
    {
    }

    private DebertaV2Model(ParameterLoader loader, DebertaV2Settings settings)
        : base(loader)
    {
        Hidden = settings.Hidden;
        HeadCount = settings.Heads;
        IntermediateSize = settings.Intermediate.Value;
        _embeddings = new DebertaV2Embeddings(loader.Encoder.In("embeddings."), settings);
        var embeddings = loader.TakeSection();
        _layers = new DebertaV2Layer[settings.LayerCount];
        for (int layer = 0; layer < _layers.Length; layer++)
        {
            var weights = new DebertaV2LayerWeights(loader, settings, layer);
            _layers[layer] = new DebertaV2Layer(weights, settings, isLast: layer == _layers.Length - 1);
        }

        if (settings.Relative.IsOn) _relative = new RelativeEmbeddings(loader.Encoder.In("encoder."), settings);
        _relativeParameters = loader.TakeSection();
        if (settings.Convolution is { } convolution) _convolution = new TokenConvolution(loader, settings, convolution);
        EmbeddingParameters = [.. embeddings, .. _relativeParameters];
        Parameters =
        [
            .. embeddings, .. _layers.SelectMany(layer => layer.Parameters), .. _relativeParameters, .. _convolution?.Parameters ?? [],
        ];
    }

    /// <summary>What files call DeBERTa-v2, its weights and its heads.</summary>
    public static Architecture Architecture => new()
    {
        ModelType = "deberta-v2",
        Prefix = "deberta.",
        HasTypeIds = true,
        Limits = DebertaV2Settings.Limits,
        EncoderClass = "DebertaV2Model",
        NewEncoder = loader => new DebertaV2Model(loader),
        Onnx = () => DebertaV2Onnx.Graphs,
        Heads =
        [
            DebertaV2Classifier.Head,
            TokenClassifier.Head(
                "DebertaV2ForTokenClassification", loader => new DebertaV2Model(loader), DebertaV2Settings.HiddenDropout),
            AnswerFinder.Head("DebertaV2ForQuestionAnswering", loader => new DebertaV2Model(loader)),
            DebertaV2MaskedWords.Head,
        ],
    };

    /// <inheritdoc/>
    public override int HiddenSize => Hidden.Value;

    /// <inheritdoc/>
    public override int LayerCount => _layers.Length;

    /// <inheritdoc/>
    public override int? HeadCount { get; }

    /// <inheritdoc/>
    public override int? IntermediateSize { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>The weights of the embeddings, those of relative positions among them.</summary>
    public override IReadOnlyList<Parameter> EmbeddingParameters { get; }

    /// <inheritdoc/>
    internal override ConfigSize Hidden { get; }

    /// <summary>The weights of one layer; the first one's hold those of the convolution beside it.</summary>
    /// <param name="layer">From 0.</param>
    public override IReadOnlyList<Parameter> ParametersOfLayer(int layer) =>
        layer == 0 && _convolution is not null ? [.. _layers[0].Parameters, .. _convolution.Parameters] : _layers[layer].Parameters;

    /// <inheritdoc/>
    public override EncoderOutput Forward(Tape tape, TokenBatch batch, EncoderOutputs outputs = EncoderOutputs.LastHiddenState)
    {
        EncoderChecks.Check(this, tape, batch, outputs);
        var states = outputs.HasFlag(EncoderOutputs.HiddenStates) ? new List<Tensor>() : null;
        var attentions = outputs.HasFlag(EncoderOutputs.Attentions) ? new List<IReadOnlyList<float[]>>() : null;
        var last = Run(tape, batch, LayerCount, outputs.HasFlag(EncoderOutputs.FirstTokensOnly), states, attentions);
        return new EncoderOutput { LastHiddenState = last, HiddenStates = states, Attentions = attentions };
    }

    /// <inheritdoc/>
    public override Tensor HiddenState(Tape tape, TokenBatch batch, int layer)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(layer);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(layer, LayerCount);
        EncoderChecks.Check(this, tape, batch, EncoderOutputs.LastHiddenState);
        return Run(tape, batch, layer, firstTokensOnly: false, states: null, attentions: null);
    }

    private Tensor Run(
        Tape tape, TokenBatch batch, int layerCount, bool firstTokensOnly, List<Tensor>? states, List<IReadOnlyList<float[]>>? attentions)
    {
        var positions = _relative?.Forward(tape, batch.Layout.MaxLength);
        var x = _embeddings.Forward(tape, batch);                                           // [tokens, hidden]
        states?.Add(x);
        for (int layer = 0; layer < layerCount; layer++)
        {
            var probabilities = attentions is null ? null : new List<float[]>();
            bool hasConvolution = layer == 0 && _convolution is not null;
            bool first = firstTokensOnly && layer == LayerCount - 1;
            var y = first && !hasConvolution
                ? _layers[layer].ForwardFirstTokens(tape, x, positions, batch.Layout)       // [rows, hidden]
                : _layers[layer].Forward(tape, x, positions, batch.Layout, probabilities);  // [tokens, hidden]
            if (hasConvolution) y = _convolution!.Forward(tape, x, y, batch.Layout);
            if (hasConvolution && first) y = tape.Pool(y, batch.Layout, Pooling.Cls);
            if (states is null) tape.Release(x);
            states?.Add(y);
            attentions?.Add(probabilities!);
            x = y;
        }

        return x;
    }
}
