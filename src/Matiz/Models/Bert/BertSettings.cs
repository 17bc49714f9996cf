using Matiz.Models.Heads;
using Matiz.Models.Layers;
using Matiz.Models.Loading;
using Matiz.Tensors;

namespace Matiz.Models.Bert;

/// <summary>The keys of <c>config.json</c> that BERT reads; defaults are those of the reference's BertConfig.</summary>
internal static class BertSettings
{
    /// <summary>Reads them.</summary>
    /// <param name="config">The settings.</param>
    /// <param name="defaultVocabularySize">For a file without <c>vocab_size</c>, in which BERT's relatives differ.</param>
    /// <param name="defaultPaddingId">For a file without <c>pad_token_id</c>.</param>
    /// <param name="defaults">Sizes for a file without their keys; null: BERT's.</param>
    /// <exception cref="ModelException">A key holds something that this encoder cannot do.</exception>
    public static PostNormSettings Read(
        ModelConfig config, int defaultVocabularySize = EncoderSettings.DefaultVocabularySize, int defaultPaddingId = 0,
        BertSizes? defaults = null)
    {
        defaults ??= BertSizes.Base;
        var vocabulary = ConfigSize.ReadOrDefault(config, "vocab_size", defaultVocabularySize);
        var hidden = ConfigSize.ReadOrDefault(config, "hidden_size", defaults.Hidden);
        float dropout = HiddenDropout(config);
        EncoderSettings.RequireAbsolutePositions(config);
        EncoderSettings.RequireWholeHeads(config);
        EncoderSettings.RequireEncoder(config);
        return new PostNormSettings
        {
            VocabularySize = vocabulary,
            Hidden = hidden,
            LayerCount = ConfigSize.ReadOrDefault(config, "num_hidden_layers", defaults.Layers).Value,
            Heads = EncoderSettings.Heads(config, "num_attention_heads", hidden, defaults.Heads),
            Intermediate = ConfigSize.ReadOrDefault(config, "intermediate_size", defaults.Intermediate),
            Activation = HiddenActivation(config),
            Epsilon = Epsilon(config),
            EmbeddingDropout = dropout,
            AttentionDropout = config.GetRate("attention_probs_dropout_prob", 0.1f),
            AttentionOutputDropout = dropout,
            OutputDropout = dropout,
            Positions = EncoderSettings.Positions(config),
            Types = ConfigSize.Read(config, "type_vocab_size", 2),
            PaddingId = EncoderSettings.PaddingId(config, vocabulary, defaultPaddingId),
        };
    }

    /// <summary>The rate at which the input of a classifier is dropped in training: that of hidden states unless it has its own.</summary>
    public static float ClassifierDropout(ModelConfig config) =>
        config.GetRate("classifier_dropout", HiddenDropout(config));

    /// <summary>The rate at which hidden states are dropped in training.</summary>
    public static float HiddenDropout(ModelConfig config) => config.GetRate("hidden_dropout_prob", 0.1f);

    /// <summary>The settings of a masked language model's head: the activation and the epsilon of the layers.</summary>
    public static MaskedWordSettings MaskedWords(ModelConfig config) => new(HiddenActivation(config), Epsilon(config));

    /// <summary>What is added to the variance in every normalization.</summary>
    public static float Epsilon(ModelConfig config) => config.GetNonNegative("layer_norm_eps", 1e-12f);

    private static Activation HiddenActivation(ModelConfig config) => ActivationNames.Read(config, "hidden_act", "gelu");
}

/// <summary>The reference's sizes for a config without their keys.</summary>
/// <param name="Hidden">Columns of a hidden state.</param>
/// <param name="Layers">Layers.</param>
/// <param name="Heads">Attention heads of a layer.</param>
/// <param name="Intermediate">Columns inside the feed-forward part.</param>
internal sealed record BertSizes(int Hidden, int Layers, int Heads, int Intermediate)
{
    /// <summary>BERT's, RoBERTa's and their relatives'.</summary>
    public static BertSizes Base => new(768, 12, 12, 3072);
}
