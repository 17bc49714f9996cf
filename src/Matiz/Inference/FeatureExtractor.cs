using Matiz.Files;
using Matiz.Hub;
using Matiz.Inference.Pipeline;
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
    private readonly Lock _oneBatchAtATime = new();

    /// <summary>An extractor of an encoder in memory.</summary>
    /// <param name="encoder">The encoder; it must not be trained meanwhile.</param>
    /// <param name="features">Which features; null: the last layer's first token.</param>
    /// <param name="options">How texts are cut and gathered; null: the defaults.</param>
    /// <param name="tokenizer">Null: the encoder's.</param>
    /// <exception cref="ArgumentOutOfRangeException">The encoder has no such layer.</exception>
    /// <exception cref="TokenizerException">The maximum length leaves no room for the special tokens.</exception>
    public FeatureExtractor(
        EncoderModel encoder, FeatureOptions? features = null, InferenceOptions? options = null, Tokenizer? tokenizer = null)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        Encoder = encoder;
        Features = features ?? new FeatureOptions();
        if (Features.Layer > encoder.LayerCount)
            throw new ArgumentOutOfRangeException(
                nameof(features), Features.Layer,
                    $"there is no layer {Features.Layer}; expected 0 (the embeddings) to {encoder.LayerCount}.");
        Tokenizer = tokenizer ?? encoder.Tokenizer;
        options ??= new InferenceOptions();
        _batches = new TextBatches(RowEncoder.ForEncoder(Tokenizer, encoder, options.MaxLength), options);
    }

    /// <summary>The encoder.</summary>
    public EncoderModel Encoder { get; }

    /// <summary>The tokenizer.</summary>
    public Tokenizer Tokenizer { get; }

    /// <summary>Which features.</summary>
    public FeatureOptions Features { get; }

    /// <summary>The layer whose output is taken: <see cref="FeatureOptions.Layer"/>, or the last.</summary>
    public int Layer => Features.Layer ?? Encoder.LayerCount;

    /// <summary>
    /// The SHA-256, in hexadecimal digits, of everything but the text that decides its features: weights, config, tokenizer, pooling,
    /// layer, maximum length, kernels and build. Computed at the first call.
    /// </summary>
    public string Fingerprint => field ??= ExtractorFingerprint.Compute(this);

    /// <summary>Numbers a text.</summary>
    public int FeatureCount => Encoder.HiddenSize;

    /// <summary>The most tokens of a text, special tokens included; longer ones are cut.</summary>
    public int MaxLength => Limit.MaxLength;

    /// <summary>Where texts are cut, and whether the position table is what limits them.</summary>
    public TextLimit Limit => _batches.Limit;

    /// <summary>The extractor of a model folder.</summary>
    /// <param name="nameOrPath">
    /// The folder, or an id of the Hub, such as <c>sentence-transformers/all-MiniLM-L6-v2</c>; a head in it is left out.
    /// </param>
    /// <param name="features">Which features; null: the last layer's first token.</param>
    /// <param name="options">How texts are cut and gathered; null: the defaults.</param>
    /// <param name="device">Where the weights will lie; null: <see cref="Device.Default"/>.</param>
    /// <param name="revision">
    /// A branch, a tag or a commit of an id; null: the pinned commit, else <c>main</c>. A folder has none.
    /// </param>
    /// <exception cref="ModelException">The config is missing or damaged, or names an unknown architecture.</exception>
    /// <exception cref="Weights.CheckpointException">The weights are missing, damaged or of another shape.</exception>
    /// <exception cref="TokenizerException">The tokenizer is missing, damaged or of an unknown kind.</exception>
    /// <exception cref="HubException">It is neither a path nor an id that can be had from the Hub or its cache.</exception>
    public static FeatureExtractor Load(
        string nameOrPath, FeatureOptions? features = null, InferenceOptions? options = null, Device? device = null,
        string? revision = null) =>
        Load(PretrainedFiles.Open(nameOrPath, revision), features, options, device);

    /// <summary>The extractor of a model whose files lie in a folder or in memory; all else as for the other form.</summary>
    public static FeatureExtractor Load(
        ModelFiles files, FeatureOptions? features = null, InferenceOptions? options = null, Device? device = null) =>
        new(AutoModel.FromPretrained(files, device), features, options);

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
        return _batches.Encode(inputs).SelectMany(batch => Pooled(batch.Tokens).Chunk(FeatureCount));
    }

    /// <summary>
    /// The features of a stream of texts, batch after batch as they are computed, with the number of tokens of each text; for a caller who
    /// knows which row a feature is of that is no finite number.
    /// </summary>
    internal IEnumerable<FeatureBatch> ComputeBatches(IEnumerable<TextInput> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return _batches.Encode(inputs).Select(batch => new FeatureBatch(
            Compute(batch.Tokens),
            [.. Enumerable.Range(0, batch.Tokens.RowCount).Select(batch.Tokens.Layout.LengthOf)],
            batch.DroppedTokens.ToArray()));
    }

    /// <summary>The features of all texts as one matrix, row by row: [texts, <see cref="FeatureCount"/>].</summary>
    public float[] ExtractMatrix(IEnumerable<TextInput> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var matrix = new List<float>();
        foreach (var batch in _batches.Encode(inputs)) matrix.AddRange(Pooled(batch.Tokens));
        return [.. matrix];
    }

    private float[] Pooled(TokenBatch batch)
    {
        float[] features = Compute(batch);
        RequireFinite(features);
        return features;
    }

    /// <summary>What encodes texts for this extractor.</summary>
    internal TextBatches Batches => _batches;

    /// <summary>Checks that features are numbers.</summary>
    /// <exception cref="ModelException">One is none.</exception>
    internal void RequireFinite(float[] features)
    {
        if (!FiniteNumbers.AreAll(features)) throw FiniteNumbers.Error(Encoder.Config, Encoder.Parameters, "a hidden state");
    }

    /// <summary>The features of a batch, [rows, hidden].</summary>
    internal float[] Compute(TokenBatch batch)
    {
        lock (_oneBatchAtATime)
        {
            using var tape = Encoder.Device.NewTape(training: false);
            return Encoder.Features(tape, batch, Features.Pooling, Features.Layer).ToArray();
        }
    }

    /// <summary>The hidden states of a batch before they are pooled, [tokens, hidden].</summary>
    internal float[] ComputeTokens(TokenBatch batch)
    {
        lock (_oneBatchAtATime)
        {
            using var tape = Encoder.Device.NewTape(training: false);
            return Encoder.HiddenState(tape, batch, Layer).ToArray();
        }
    }
}

/// <summary>The features of a few texts.</summary>
/// <param name="Values">[texts, features], row-major.</param>
/// <param name="TokenCounts">The tokens of each text that the encoder read, special tokens included.</param>
/// <param name="DroppedTokens">The tokens of each text that were cut off.</param>
internal readonly record struct FeatureBatch(float[] Values, int[] TokenCounts, int[] DroppedTokens);
