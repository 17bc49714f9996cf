using Matiz.Models.Layers;
using Matiz.Models.Loading;
using Matiz.Tensors;

namespace Matiz.Models.Bert;

/// <summary>The settings of <c>config.json</c> that BERT reads; defaults are those of the reference's BertConfig.</summary>
internal sealed record BertSettings
{
    /// <summary>Reads them.</summary>
    /// <exception cref="ModelException">A key is missing or holds something that this encoder cannot do.</exception>
    public BertSettings(ModelConfig config)
    {
        VocabularySize = ConfigSize.OrDefault(config, "vocab_size", EncoderSettings.DefaultVocabularySize);
        Hidden = ConfigSize.OrDefault(config, "hidden_size", 768);
        LayerCount = ConfigSize.OrDefault(config, "num_hidden_layers", 12).Value;
        Heads = EncoderSettings.Heads(config, "num_attention_heads", Hidden, 12);
        Intermediate = ConfigSize.OrDefault(config, "intermediate_size", 3072);
        Activation = ActivationNames.Read(config, "hidden_act", "gelu");
        HiddenDropout = config.GetRate("hidden_dropout_prob", 0.1f);
        AttentionDropout = config.GetRate("attention_probs_dropout_prob", 0.1f);
        ClassifierDropout = config.GetRate("classifier_dropout", HiddenDropout);
        Positions = EncoderSettings.Positions(config);
        Types = ConfigSize.Of(config, "type_vocab_size", 2);
        Epsilon = config.GetNonNegative("layer_norm_eps", 1e-12f);
        PaddingId = EncoderSettings.PaddingId(config, VocabularySize);
        EncoderSettings.RequireAbsolutePositions(config);
        EncoderSettings.RequireWholeHeads(config);
        EncoderSettings.RequireEncoder(config);
    }

    public ConfigSize VocabularySize { get; }

    public ConfigSize Hidden { get; }

    public int LayerCount { get; }

    public int Heads { get; }

    public ConfigSize Intermediate { get; }

    public Activation Activation { get; }

    public float HiddenDropout { get; }

    public float AttentionDropout { get; }

    public float ClassifierDropout { get; }

    public ConfigSize Positions { get; }

    public ConfigSize Types { get; }

    public float Epsilon { get; }

    public int? PaddingId { get; }
}

/// <summary>Word, token type and position, summed, normalized, dropped.</summary>
internal sealed class BertEmbeddings(BertSettings settings, WeightScope weights)
{
    private readonly Parameter _words = weights.Table("word_embeddings", settings.VocabularySize, settings.Hidden);
    private readonly Parameter _positions = weights.Table("position_embeddings", settings.Positions, settings.Hidden);
    private readonly Parameter _types = weights.Table("token_type_embeddings", settings.Types, settings.Hidden);
    private readonly NormWeights _norm = weights.Norm("LayerNorm", settings.Hidden, settings.Epsilon);

    public Tensor Forward(Tape tape, TokenBatch batch)
    {
        var sum = tape.Embedding(                                                           // [tokens, hidden]
            [
                new EmbeddingLookup(_words, batch.Ids, settings.PaddingId),
                new EmbeddingLookup(_types, batch.TypeIdsOrZeros),
                new EmbeddingLookup(_positions, batch.Positions),
            ],
            _norm);
        return tape.Dropout(sum, settings.HiddenDropout, batch.Layout);
    }
}

/// <summary>BERT's encoder (Devlin et al. 2019; reference: <c>BertModel</c>), with its pooler where a head or the checkpoint has one.</summary>
internal sealed class BertEncoder : PostNormEncoder
{
    private readonly BertEmbeddings _embeddings;
    private readonly LinearWeights? _pooler;

    /// <summary>Asks for the weights.</summary>
    /// <param name="loader">Where they come from.</param>
    /// <param name="settings">The sizes.</param>
    /// <param name="isUnderHead">True: the pooler is needed, and initialised when the checkpoint lacks it.</param>
    public BertEncoder(ParameterLoader loader, BertSettings settings, bool isUnderHead)
        : base(loader, isUnderHead)
    {
        HiddenSize = settings.Hidden.Value;
        MaxTokens = settings.Positions.Value;
        TokenTypes = settings.Types.Value;
        _embeddings = new BertEmbeddings(settings, loader.Encoder.In("embeddings."));
        EmbeddingParameters = loader.TakeSection();
        Layers = [.. Enumerable.Range(0, settings.LayerCount).Select(layer =>
            NewLayer(loader, settings, loader.Encoder.In($"encoder.layer.{layer}."), isLast: layer == settings.LayerCount - 1))];
        if (isUnderHead || loader.Encoder.Contains("pooler.dense.weight"))
            _pooler = loader.Encoder.MayBeMissing().Linear("pooler.dense", settings.Hidden, settings.Hidden).ToWeights();
        OtherParameters = loader.TakeSection();
    }

    /// <inheritdoc/>
    public override int HiddenSize { get; }

    /// <inheritdoc/>
    public override int MaxTokens { get; }

    /// <inheritdoc/>
    public override int? TokenTypes { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> EmbeddingParameters { get; }

    /// <inheritdoc/>
    protected override IReadOnlyList<PostNormLayer> Layers { get; }

    /// <inheritdoc/>
    protected override IReadOnlyList<Parameter> OtherParameters { get; }

    /// <summary>tanh(W·h₀ + b) of each row's first token.</summary>
    /// <param name="tape">The tape of this pass.</param>
    /// <param name="firstTokens">[rows, hidden]</param>
    /// <returns>[rows, hidden]</returns>
    public Tensor Pool(Tape tape, Tensor firstTokens) => tape.Linear(firstTokens, _pooler!, Activation.Tanh);

    /// <inheritdoc/>
    protected override Tensor Embed(Tape tape, TokenBatch batch) => _embeddings.Forward(tape, batch);

    private static PostNormLayer NewLayer(ParameterLoader loader, BertSettings settings, WeightScope weights, bool isLast)
    {
        var query = weights.Linear("attention.self.query", settings.Hidden, settings.Hidden);
        var key = weights.Linear("attention.self.key", settings.Hidden, settings.Hidden);
        var value = weights.Linear("attention.self.value", settings.Hidden, settings.Hidden);
        return new PostNormLayer(query, key, value, isLast)
        {
            Heads = settings.Heads,
            AttentionDropout = settings.AttentionDropout,
            AttentionOutput = weights.Linear("attention.output.dense", settings.Hidden, settings.Hidden).ToWeights(),
            AttentionOutputDropout = settings.HiddenDropout,
            AttentionNorm = weights.Norm("attention.output.LayerNorm", settings.Hidden, settings.Epsilon),
            Intermediate = weights.Linear("intermediate.dense", settings.Intermediate, settings.Hidden).ToWeights(),
            Activation = settings.Activation,
            Output = weights.Linear("output.dense", settings.Hidden, settings.Intermediate).ToWeights(),
            OutputDropout = settings.HiddenDropout,
            OutputNorm = weights.Norm("output.LayerNorm", settings.Hidden, settings.Epsilon),
            Parameters = loader.TakeSection(),
        };
    }
}

/// <summary>Pooler, dropout, one linear layer (reference: <c>BertForSequenceClassification</c>).</summary>
internal sealed class BertForSequenceClassification : PretrainedClassifier
{
    private readonly BertEncoder _encoder;
    private readonly LinearWeights _classifier;
    private readonly float _dropout;

    public BertForSequenceClassification(ParameterLoader loader, BertSettings settings)
        : this(loader, settings, new BertEncoder(loader, settings, isUnderHead: true))
    {
    }

    private BertForSequenceClassification(ParameterLoader loader, BertSettings settings, BertEncoder encoder)
        : base(loader, encoder)
    {
        _encoder = encoder;
        _dropout = settings.ClassifierDropout;
        _classifier = loader.Head.Linear("classifier", ConfigSize.OfLabels(loader.Config), settings.Hidden).ToWeights();
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
