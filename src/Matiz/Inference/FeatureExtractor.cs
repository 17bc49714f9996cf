using Matiz.Models;
using Matiz.Tensors;
using Matiz.Tokenizers;

namespace Matiz.Inference;

/// <summary>
/// An encoder and its tokenizer: texts in, one vector a text out (reference: the feature-extraction pipeline, pooled). A text has the
/// same features alone and in any batch. Threads may share an extractor, as they may a <see cref="TextClassifier"/>.
/// </summary>
public sealed class FeatureExtractor
{
    private readonly TextBatches _batches;
    private readonly FeatureOptions _features;
    private readonly Lock _oneBatchAtATime = new();

    /// <summary>An extractor of an encoder in memory.</summary>
    /// <param name="encoder">The encoder; it must not be trained meanwhile.</param>
    /// <param name="features">Which features; null: the last layer's first token.</param>
    /// <param name="options">How texts are cut and gathered; null: the defaults.</param>
    /// <param name="tokenizer">Null: the encoder's.</param>
    /// <exception cref="ArgumentOutOfRangeException">The encoder has no such layer.</exception>
    /// <exception cref="ArgumentException">There is no tokenizer.</exception>
    public FeatureExtractor(EncoderModel encoder, FeatureOptions? features = null, InferenceOptions? options = null, Tokenizer? tokenizer = null)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        Encoder = encoder;
        _features = features ?? new FeatureOptions();
        if (_features.Layer > encoder.LayerCount)
            throw new ArgumentOutOfRangeException(nameof(features), _features.Layer, $"there is no layer {_features.Layer}; expected 0 (the embeddings) to {encoder.LayerCount}.");
        tokenizer ??= encoder.Tokenizer ?? throw new ArgumentException("the encoder has no tokenizer of its own, expected one beside it.", nameof(tokenizer));
        _batches = new TextBatches(tokenizer, encoder, options ?? new InferenceOptions());
    }

    /// <summary>The encoder.</summary>
    public EncoderModel Encoder { get; }

    /// <summary>Numbers a text.</summary>
    public int FeatureCount => Encoder.HiddenSize;

    /// <summary>The most tokens of a text, special tokens included; longer ones are cut.</summary>
    public int MaxLength => _batches.MaxLength;

    /// <summary>The extractor of a model folder.</summary>
    /// <param name="folder">The folder; a head in it is left out.</param>
    /// <param name="features">Which features; null: the last layer's first token.</param>
    /// <param name="options">How texts are cut and gathered; null: the defaults.</param>
    /// <param name="device">Where the weights will lie; null: <see cref="Device.Default"/>.</param>
    /// <exception cref="ModelException">The config is missing or damaged, or names an unknown architecture.</exception>
    /// <exception cref="Weights.CheckpointException">The weights are missing, damaged or of another shape.</exception>
    /// <exception cref="TokenizerException">The tokenizer is missing, damaged or of an unknown kind.</exception>
    public static FeatureExtractor Load(string folder, FeatureOptions? features = null, InferenceOptions? options = null, Device? device = null) =>
        new(AutoModel.FromPretrained(folder, device), features, options);

    /// <summary>The features of one text, or of a pair of texts.</summary>
    public float[] Extract(string text, string? textPair = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Extract([new TextInput(text, textPair)]).Single();
    }

    /// <summary>The features of a stream of texts: one vector a text, in order, while the stream is read.</summary>
    public IEnumerable<float[]> Extract(IEnumerable<TextInput> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return _batches.Of(inputs).SelectMany(batch => Pooled(batch.Tokens).Chunk(FeatureCount));
    }

    /// <summary>The features of all texts as one matrix, row by row: [texts, <see cref="FeatureCount"/>].</summary>
    public float[] ExtractMatrix(IEnumerable<TextInput> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var matrix = new List<float>();
        foreach (var batch in _batches.Of(inputs)) matrix.AddRange(Pooled(batch.Tokens));
        return [.. matrix];
    }

    // [rows, hidden]
    private float[] Pooled(TokenBatch batch)
    {
        lock (_oneBatchAtATime)
        {
            using var tape = Encoder.Device.NewTape(training: false);
            bool isLast = _features.Layer is null || _features.Layer == Encoder.LayerCount;
            if (isLast && _features.Pooling == Pooling.Cls) return Encoder.Forward(tape, batch, EncoderOutputs.FirstTokensOnly).LastHiddenState.ToArray();
            var hidden = isLast
                ? Encoder.Forward(tape, batch).LastHiddenState
                : Encoder.Forward(tape, batch, EncoderOutputs.HiddenStates).HiddenStates![_features.Layer!.Value];
            return tape.Pool(hidden, batch.Layout, _features.Pooling).ToArray();
        }
    }
}
