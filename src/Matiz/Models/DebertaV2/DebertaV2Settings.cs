using Matiz.Models.Layers;
using Matiz.Models.Loading;
using Matiz.Tensors;

namespace Matiz.Models.DebertaV2;

/// <summary>The keys of <c>config.json</c> that DeBERTa-v2 and v3 read; defaults are those of the reference's DebertaV2Config.</summary>
internal sealed record DebertaV2Settings
{
    private const int DefaultVocabularySize = 128_100;

    /// <summary>Rows of the table of words.</summary>
    public required ConfigSize VocabularySize { get; init; }

    /// <summary>Columns of a hidden state.</summary>
    public required ConfigSize Hidden { get; init; }

    /// <summary>Columns of the tables of embeddings.</summary>
    public required ConfigSize EmbeddingSize { get; init; }

    /// <summary>Layers.</summary>
    public required int LayerCount { get; init; }

    /// <summary>Attention heads of a layer.</summary>
    public required int Heads { get; init; }

    /// <summary>Columns inside the feed-forward part.</summary>
    public required ConfigSize Intermediate { get; init; }

    /// <summary>Between the two layers of the feed-forward part.</summary>
    public required Activation Activation { get; init; }

    /// <summary>Of every normalization.</summary>
    public required float Epsilon { get; init; }

    /// <summary>The rate at which embeddings, relative positions and outputs of layers are dropped in training.</summary>
    public required float Dropout { get; init; }

    /// <summary>The rate at which attention probabilities are dropped in training.</summary>
    public required float AttentionDropout { get; init; }

    /// <summary>Rows of the table of absolute positions; null: there is none.</summary>
    public required ConfigSize? Positions { get; init; }

    /// <summary>Rows of the table of token types; null: there is none.</summary>
    public required ConfigSize? Types { get; init; }

    /// <summary>The word whose embedding gets no gradient; null: none.</summary>
    public required int? PaddingId { get; init; }

    /// <summary>What attention makes of relative positions.</summary>
    public required RelativeSettings Relative { get; init; }

    /// <summary>The convolution after the first layer; null: there is none.</summary>
    public required ConvolutionSettings? Convolution { get; init; }

    /// <summary>Reads them.</summary>
    /// <exception cref="ModelException">A key holds something that this encoder cannot do.</exception>
    public static DebertaV2Settings Read(ModelConfig config)
    {
        var vocabulary = ConfigSize.ReadOrDefault(config, "vocab_size", DefaultVocabularySize);
        var hidden = HiddenSize(config);
        EncoderSettings.RequireWholeHeads(config);
        int heads = EncoderSettings.Heads(config, "num_attention_heads", hidden, 24);
        RequireSize(config, "attention_head_size", new ConfigSize(hidden.Value / heads, $"{hidden.Key} / num_attention_heads"));
        return new DebertaV2Settings
        {
            VocabularySize = vocabulary,
            Hidden = hidden,
            EmbeddingSize = Width(config),
            LayerCount = ConfigSize.ReadOrDefault(config, "num_hidden_layers", 24).Value,
            Heads = heads,
            Intermediate = ConfigSize.ReadOrDefault(config, "intermediate_size", 6144),
            Activation = ActivationNames.Read(config, "hidden_act", "gelu"),
            Epsilon = LayerNormEpsilon(config),
            Dropout = HiddenDropout(config),
            AttentionDropout = config.GetRate("attention_probs_dropout_prob", 0.1f),
            Positions = config.GetBoolean("position_biased_input", defaultValue: true) ? EncoderSettings.Positions(config) : null,
            Types = config.GetInt32("type_vocab_size", 0) is > 0 and var types ? new ConfigSize(types, "type_vocab_size") : null,
            PaddingId = EncoderSettings.PaddingId(config, vocabulary),
            Relative = RelativeSettings.Read(config),
            Convolution = ConvolutionSettings.Read(config, hidden),
        };
    }

    /// <summary>Which rows the encoder reads.</summary>
    /// <exception cref="ModelException">A key holds something that is no size.</exception>
    public static EncoderLimits Limits(ModelConfig config) => new(
        ConfigSize.ReadOrDefault(config, "vocab_size", DefaultVocabularySize).Value,
        EncoderSettings.Positions(config).Value,
        config.GetInt32("type_vocab_size", 0) is > 0 and var types ? types : null);

    /// <summary>Columns of a hidden state.</summary>
    public static ConfigSize HiddenSize(ModelConfig config) => ConfigSize.ReadOrDefault(config, "hidden_size", 1536);

    /// <summary>Columns of the tables of embeddings: those of a hidden state where the file does not say.</summary>
    public static ConfigSize Width(ModelConfig config) => config.Contains("embedding_size") || config.IsNull("embedding_size")
        ? ConfigSize.Read(config, "embedding_size")
        : HiddenSize(config);

    /// <summary>What is added to the variance in every normalization.</summary>
    public static float LayerNormEpsilon(ModelConfig config) => config.GetNonNegative("layer_norm_eps", 1e-7f);

    /// <summary>The rate at which hidden states are dropped in training.</summary>
    public static float HiddenDropout(ModelConfig config) => config.GetRate("hidden_dropout_prob", 0.1f);

    /// <summary>Refuses a size that the file may name and that follows from others.</summary>
    /// <exception cref="ModelException">It is another.</exception>
    public static void RequireSize(ModelConfig config, string key, ConfigSize expected)
    {
        if (!config.Contains(key) || config.GetInt32(key) is var found && found == expected.Value) return;
        throw new ModelException(
            config.Path,
            $"'{key}' is {config.GetInt32(key)}, expected {expected.Value} ('{expected.Key}'). The reference has no model of other sizes. "
            + "Correct the file, or fetch it again.");
    }
}

/// <summary>The convolution beside the first layer.</summary>
/// <param name="Size">Tokens that it sees, an odd number.</param>
/// <param name="Groups">Parts of the columns that see each other.</param>
/// <param name="Activation">Behind it.</param>
internal sealed record ConvolutionSettings(ConfigSize Size, int Groups, Activation Activation)
{
    /// <summary>Reads them; null: there is no convolution.</summary>
    /// <exception cref="ModelException">A key holds something that this convolution cannot do.</exception>
    public static ConvolutionSettings? Read(ModelConfig config, ConfigSize hidden)
    {
        const string SizeKey = "conv_kernel_size", GroupsKey = "conv_groups";
        int size = config.GetInt32(SizeKey, 0, min: int.MinValue);
        if (size <= 0) return null;
        if (size % 2 == 0)
        {
            throw new ModelException(
                config.Path,
                $"'{SizeKey}' is {size}, expected an odd number, or 0 for no convolution. Correct the file, or fetch it again.");
        }

        int groups = config.GetInt32(GroupsKey, 1, min: 1);
        if (hidden.Value % groups != 0)
        {
            throw new ModelException(
                config.Path,
                $"'{GroupsKey}' is {groups}, expected a number that divides '{hidden.Key}' ({hidden.Value}). "
                + "Correct the file, or fetch it again.");
        }

        return new ConvolutionSettings(new ConfigSize(size, SizeKey), groups, ActivationNames.Read(config, "conv_act", "tanh"));
    }
}
