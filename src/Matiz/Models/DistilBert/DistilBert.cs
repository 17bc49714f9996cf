using Matiz.Models.Layers;
using Matiz.Models.Loading;
using Matiz.Tensors;

namespace Matiz.Models.DistilBert;

/// <summary>The settings of <c>config.json</c> that DistilBERT reads; defaults are those of the reference's DistilBertConfig.</summary>
internal sealed record DistilBertSettings
{
    /// <summary>Reads them.</summary>
    /// <exception cref="ModelException">A key holds something that this encoder cannot do.</exception>
    public DistilBertSettings(ModelConfig config)
    {
        VocabularySize = ConfigSize.Of(config, "vocab_size", EncoderSettings.DefaultVocabularySize);
        Hidden = ConfigSize.Of(config, Key("dim", "hidden_size"), 768);
        LayerCount = ConfigSize.Of(config, Key("n_layers", "num_hidden_layers"), 6).Value;
        Heads = EncoderSettings.Heads(config, Key("n_heads", "num_attention_heads"), Hidden, 12);
        Intermediate = ConfigSize.Of(config, "hidden_dim", 3072);
        Activation = ActivationNames.Read(config, "activation", "gelu");
        Dropout = config.GetRate("dropout", 0.1f);
        AttentionDropout = config.GetRate("attention_dropout", 0.1f);
        ClassifierDropout = config.GetRate("seq_classif_dropout", 0.2f);
        Positions = EncoderSettings.Positions(config);
        HasFixedPositions = config.GetBoolean("sinusoidal_pos_embds", defaultValue: false);
        PaddingId = EncoderSettings.PaddingId(config, VocabularySize);
        EncoderSettings.RequireWholeHeads(config);

        // The common names of other architectures go before DistilBERT's own, as in the reference's attribute map.
        string Key(string own, string common) => config.Contains(common) ? common : own;
    }

    public ConfigSize VocabularySize { get; }

    public ConfigSize Hidden { get; }

    public int LayerCount { get; }

    public int Heads { get; }

    public ConfigSize Intermediate { get; }

    public Activation Activation { get; }

    public float Dropout { get; }

    public float AttentionDropout { get; }

    public float ClassifierDropout { get; }

    public ConfigSize Positions { get; }

    public bool HasFixedPositions { get; }

    public int? PaddingId { get; }

    /// <summary>Fixed in the reference's code.</summary>
    public float Epsilon => 1e-12f;
}

/// <summary>Word and position, summed, normalized, dropped; there are no token types.</summary>
internal sealed class DistilBertEmbeddings
{
    private readonly DistilBertSettings _settings;
    private readonly Parameter _words;
    private readonly Parameter _positions;
    private readonly NormWeights _norm;

    public DistilBertEmbeddings(DistilBertSettings settings, WeightScope weights)
    {
        _settings = settings;
        _words = weights.Table("word_embeddings", settings.VocabularySize, settings.Hidden);
        _positions = weights.Table("position_embeddings", settings.Positions, settings.Hidden);
        _positions.Trainable = !settings.HasFixedPositions;   // sines and cosines; the checkpoint holds them as well
        _norm = weights.Norm("LayerNorm", settings.Hidden, settings.Epsilon);
    }

    public Tensor Forward(Tape tape, TokenBatch batch)
    {
        var sum = tape.Embedding(                                                           // [tokens, hidden]
            [new EmbeddingLookup(_words, batch.Ids, _settings.PaddingId), new EmbeddingLookup(_positions, batch.Positions)], _norm);
        return tape.Dropout(sum, _settings.Dropout, batch.Layout);
    }
}

/// <summary>DistilBERT's encoder (Sanh et al. 2019; reference: <c>DistilBertModel</c>): BERT's layers under other names, without pooler.</summary>
internal sealed class DistilBertEncoder : PostNormEncoder
{
    private readonly DistilBertEmbeddings _embeddings;

    /// <summary>Asks for the weights.</summary>
    public DistilBertEncoder(ParameterLoader loader, DistilBertSettings settings, bool isUnderHead)
        : base(loader, isUnderHead)
    {
        HiddenSize = settings.Hidden.Value;
        MaxTokens = settings.Positions.Value;
        _embeddings = new DistilBertEmbeddings(settings, loader.Encoder.In("embeddings."));
        EmbeddingParameters = loader.TakeSection();
        Layers = [.. Enumerable.Range(0, settings.LayerCount).Select(layer =>
            NewLayer(loader, settings, loader.Encoder.In($"transformer.layer.{layer}."), isLast: layer == settings.LayerCount - 1))];
    }

    /// <inheritdoc/>
    public override int HiddenSize { get; }

    /// <inheritdoc/>
    public override int MaxTokens { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> EmbeddingParameters { get; }

    /// <inheritdoc/>
    protected override IReadOnlyList<PostNormLayer> Layers { get; }

    /// <inheritdoc/>
    protected override Tensor Embed(Tape tape, TokenBatch batch) => _embeddings.Forward(tape, batch);

    private static PostNormLayer NewLayer(ParameterLoader loader, DistilBertSettings settings, WeightScope weights, bool isLast)
    {
        var query = weights.Linear("attention.q_lin", settings.Hidden, settings.Hidden);
        var key = weights.Linear("attention.k_lin", settings.Hidden, settings.Hidden);
        var value = weights.Linear("attention.v_lin", settings.Hidden, settings.Hidden);
        return new PostNormLayer(query, key, value, isLast)
        {
            Heads = settings.Heads,
            AttentionDropout = settings.AttentionDropout,
            AttentionOutput = weights.Linear("attention.out_lin", settings.Hidden, settings.Hidden).ToWeights(),
            AttentionOutputDropout = 0,                                                     // unlike BERT
            AttentionNorm = weights.Norm("sa_layer_norm", settings.Hidden, settings.Epsilon),
            Intermediate = weights.Linear("ffn.lin1", settings.Intermediate, settings.Hidden).ToWeights(),
            Activation = settings.Activation,
            Output = weights.Linear("ffn.lin2", settings.Hidden, settings.Intermediate).ToWeights(),
            OutputDropout = settings.Dropout,
            OutputNorm = weights.Norm("output_layer_norm", settings.Hidden, settings.Epsilon),
            Parameters = loader.TakeSection(),
        };
    }
}

/// <summary>Linear, ReLU, dropout, linear on the first token (reference: <c>DistilBertForSequenceClassification</c>).</summary>
internal sealed class DistilBertForSequenceClassification : PretrainedClassifier
{
    private readonly LinearWeights _preClassifier;
    private readonly LinearWeights _classifier;
    private readonly float _dropout;

    public DistilBertForSequenceClassification(ParameterLoader loader, DistilBertSettings settings)
        : base(loader, new DistilBertEncoder(loader, settings, isUnderHead: true))
    {
        _dropout = settings.ClassifierDropout;
        _preClassifier = loader.Head.Linear("pre_classifier", settings.Hidden, settings.Hidden).ToWeights();
        _classifier = loader.Head.Linear("classifier", ConfigSize.OfLabels(loader.Config), settings.Hidden).ToWeights();
        HeadParameters = loader.TakeSection();
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<Parameter> HeadParameters { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tape tape, TokenBatch batch)
    {
        var first = Encoder.Forward(tape, batch, EncoderOutputs.FirstTokensOnly).LastHiddenState;   // [rows, hidden]
        var inner = tape.Linear(first, _preClassifier, Activation.Relu);                            // [rows, hidden]
        var dropped = tape.Dropout(inner, _dropout, RaggedLayout.OneTokenARow(batch.RowCount));
        return tape.Linear(dropped, _classifier);                                                   // [rows, labels]
    }
}
