using Matiz.Models.Heads;
using Matiz.Models.Layers;
using Matiz.Models.Loading;
using Matiz.Tensors;

namespace Matiz.Models.DistilBert;

/// <summary>The keys of <c>config.json</c> that DistilBERT reads; defaults are those of the reference's DistilBertConfig.</summary>
internal static class DistilBertSettings
{
    private const float Epsilon = 1e-12f;                                                   // fixed in the reference's code

    /// <summary>Reads them.</summary>
    /// <exception cref="ModelException">A key holds something that this encoder cannot do.</exception>
    public static PostNormSettings Read(ModelConfig config)
    {
        var vocabulary = ConfigSize.Read(config, "vocab_size", EncoderSettings.DefaultVocabularySize);
        var hidden = ConfigSize.Read(config, Key("dim", "hidden_size"), 768);
        float dropout = Dropout(config);
        EncoderSettings.RequireWholeHeads(config);
        return new PostNormSettings
        {
            VocabularySize = vocabulary,
            Hidden = hidden,
            LayerCount = ConfigSize.Read(config, Key("n_layers", "num_hidden_layers"), 6).Value,
            Heads = EncoderSettings.Heads(config, Key("n_heads", "num_attention_heads"), hidden, 12),
            Intermediate = ConfigSize.Read(config, "hidden_dim", 3072),
            Activation = HiddenActivation(config),
            Epsilon = Epsilon,
            EmbeddingDropout = dropout,
            AttentionDropout = config.GetRate("attention_dropout", 0.1f),
            AttentionOutputDropout = 0,                                                     // unlike BERT
            OutputDropout = dropout,
            Positions = EncoderSettings.Positions(config),
            HasFixedPositions = config.GetBoolean("sinusoidal_pos_embds", defaultValue: false),   // sines; the checkpoint has them as well
            PaddingId = EncoderSettings.PaddingId(config, vocabulary),
        };

        // The common names of other architectures go before DistilBERT's own, as in the reference's attribute map.
        string Key(string own, string common) => config.Contains(common) ? common : own;
    }

    /// <summary>The rate at which the inner layer of a classifier is dropped in training.</summary>
    public static float ClassifierDropout(ModelConfig config) => config.GetRate("seq_classif_dropout", 0.2f);

    /// <summary>The rate at which hidden states are dropped in training, those that a token classifier reads too.</summary>
    public static float Dropout(ModelConfig config) => config.GetRate("dropout", 0.1f);

    /// <summary>The rate at which hidden states are dropped in training before answers are looked for.</summary>
    public static float AnswerDropout(ModelConfig config) => config.GetRate("qa_dropout", 0.1f);

    /// <summary>The settings of a masked language model's head.</summary>
    public static MaskedWordSettings MaskedWords(ModelConfig config) => new(HiddenActivation(config), Epsilon);

    private static Activation HiddenActivation(ModelConfig config) => ActivationNames.Read(config, "activation", "gelu");
}
