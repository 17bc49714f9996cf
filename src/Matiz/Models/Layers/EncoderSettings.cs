using Matiz.Models.Loading;

namespace Matiz.Models.Layers;

/// <summary>Checks of settings that several architectures share.</summary>
internal static class EncoderSettings
{
    /// <summary>The reference's, of BERT and DistilBERT.</summary>
    public const int DefaultVocabularySize = 30522;

    /// <summary>The number of heads, which divides the hidden size.</summary>
    /// <exception cref="ModelException">It does not.</exception>
    public static int Heads(ModelConfig config, string key, ConfigSize hidden, int? defaultValue = null)
    {
        int heads = config.GetInt32(key, defaultValue, min: 1);
        return hidden.Value % heads == 0
            ? heads
            : throw new ModelException(
                config.Path,
                $"'{key}' is {heads}, expected a number that divides '{hidden.Key}' ({hidden.Value}). "
                + "Correct the file, or fetch it again.");
    }

    /// <summary>
    /// The word whose embedding gets no gradient: <c>pad_token_id</c>, counted from the table's end when it is negative; the default where
    /// the file does not say, none where it says null.
    /// </summary>
    /// <exception cref="ModelException">The table has no such row.</exception>
    public static int? PaddingId(ModelConfig config, ConfigSize vocabulary, int defaultId = 0)
    {
        if (config.IsNull("pad_token_id")) return null;
        int id = config.GetInt32("pad_token_id", defaultId, min: int.MinValue);
        return id < vocabulary.Value && id >= -vocabulary.Value
            ? id < 0 ? id + vocabulary.Value : id
            : throw new ModelException(
                config.Path,
                $"'pad_token_id' is {id}, expected a row of the table of words ('{vocabulary.Key}' {vocabulary.Value}). "
                + "Correct the file, or fetch it again.");
    }

    /// <summary>Columns of the embeddings, which are brought to the width of hidden states by a linear layer.</summary>
    public static ConfigSize EmbeddingWidth(ModelConfig config) => ConfigSize.ReadOrDefault(config, "embedding_size", 128);

    /// <summary>Rows of the position table.</summary>
    public static ConfigSize Positions(ModelConfig config) => ConfigSize.Read(config, "max_position_embeddings", 512);

    /// <summary>Rows of the table of words.</summary>
    public static int VocabularySize(ModelConfig config) => config.GetInt32("vocab_size", DefaultVocabularySize, min: 1);

    /// <summary>Refuses heads that were taken out of layers, whose weights are smaller.</summary>
    /// <exception cref="ModelException"><c>pruned_heads</c> names any.</exception>
    public static void RequireWholeHeads(ModelConfig config)
    {
        if (config.HasMembers("pruned_heads"))
            throw new ModelException(
                config.Path,
                "'pruned_heads' names heads that were taken out, expected none. "
                + "This version has no layers with fewer heads; take another model.");
    }

    /// <summary>
    /// Refuses attention with relative positions, which gives other numbers without a word; so does a null, which means none.
    /// </summary>
    /// <exception cref="ModelException"><c>position_embedding_type</c> is not <c>absolute</c>.</exception>
    public static void RequireAbsolutePositions(ModelConfig config)
    {
        string type = config.IsNull("position_embedding_type") ? "null" : config.GetString("position_embedding_type", "absolute")!;
        if (!string.Equals(type, "absolute", StringComparison.Ordinal))
            throw new ModelException(
                config.Path,
                $"'position_embedding_type' is '{type}', expected 'absolute'. "
                + "This version has no relative positions; take another model.");
    }

    /// <summary>Refuses decoders, whose tokens do not see those after them, and attention to another model.</summary>
    /// <exception cref="ModelException"><c>is_decoder</c> or <c>add_cross_attention</c> is true.</exception>
    public static void RequireEncoder(ModelConfig config)
    {
        if (config.GetBoolean("is_decoder", defaultValue: false))
            throw new ModelException(config.Path, "'is_decoder' is true, expected an encoder. Take another model.");
        if (config.GetBoolean("add_cross_attention", defaultValue: false))
            throw new ModelException(
                config.Path, "'add_cross_attention' is true, expected an encoder, which attends to itself alone. Take another model.");
    }
}
