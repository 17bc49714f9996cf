using Matiz.Models.Bert;
using Matiz.Models.Heads;
using Matiz.Models.Layers;
using Matiz.Models.Loading;
using Matiz.Tensors;

namespace Matiz.Models.Albert;

/// <summary>The keys of <c>config.json</c> that ALBERT reads; defaults are those of the reference's AlbertConfig.</summary>
internal static class AlbertSettings
{
    private const string HiddenDropoutKey = "hidden_dropout_prob", ClassifierDropoutKey = "classifier_dropout_prob";

    /// <summary>Reads them.</summary>
    /// <exception cref="ModelException">A key holds something that this encoder cannot do.</exception>
    public static PostNormSettings Read(ModelConfig config, AlbertLayers layers)
    {
        var vocabulary = VocabularySize(config);
        var hidden = ConfigSize.ReadOrDefault(config, "hidden_size", 4096);
        float dropout = config.GetRate(HiddenDropoutKey, 0);
        EncoderSettings.RequireAbsolutePositions(config);
        EncoderSettings.RequireWholeHeads(config);
        EncoderSettings.RequireEncoder(config);
        return new PostNormSettings
        {
            VocabularySize = vocabulary,
            Hidden = hidden,
            EmbeddingWidth = EncoderSettings.EmbeddingWidth(config),
            LayerCount = layers.Layers,
            BlocksALayer = layers.Inner,
            Heads = EncoderSettings.Heads(config, "num_attention_heads", hidden, 64),
            Intermediate = ConfigSize.ReadOrDefault(config, "intermediate_size", 16384),
            Activation = HiddenActivation(config),
            Epsilon = BertSettings.Epsilon(config),
            EmbeddingDropout = dropout,
            AttentionDropout = config.GetRate("attention_probs_dropout_prob", 0),
            AttentionOutputDropout = dropout,
            OutputDropout = 0,                                                              // unlike BERT
            Positions = EncoderSettings.Positions(config),
            Types = ConfigSize.Read(config, "type_vocab_size", 2),
            PaddingId = EncoderSettings.PaddingId(config, vocabulary),
        };
    }

    /// <summary>Rows of the table of words.</summary>
    public static ConfigSize VocabularySize(ModelConfig config) => ConfigSize.ReadOrDefault(config, "vocab_size", 30_000);

    /// <summary>
    /// The rate at which the input of a classifier is dropped in training: that of hidden states where the file says null.
    /// </summary>
    public static float ClassifierDropout(ModelConfig config) => config.IsNull(ClassifierDropoutKey)
        ? config.GetRate(HiddenDropoutKey, 0)
        : config.GetRate(ClassifierDropoutKey, 0.1f);

    /// <summary>The settings of a masked language model's head.</summary>
    public static MaskedWordSettings MaskedWords(ModelConfig config) =>
        new(HiddenActivation(config), BertSettings.Epsilon(config), EncoderSettings.EmbeddingWidth(config));

    private static Activation HiddenActivation(ModelConfig config) => ActivationNames.Read(config, "hidden_act", "gelu_new");
}
