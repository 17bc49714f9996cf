using Matiz.Models.Loading;

namespace Matiz.Models.Layers;

/// <summary>Checks of settings that several architectures share.</summary>
internal static class EncoderSettings
{
    /// <summary>The number of heads, which divides the hidden size.</summary>
    /// <exception cref="ModelException">It does not.</exception>
    public static int Heads(ModelConfig config, string key, ConfigSize hidden, int? defaultValue = null)
    {
        int heads = config.GetInt32(key, defaultValue, min: 1);
        return hidden.Value % heads == 0
            ? heads
            : throw new ModelException(config.Path, $"'{key}' is {heads}, expected a number that divides '{hidden.Key}' ({hidden.Value}). Correct the file, or fetch it again.");
    }

    /// <summary>The word whose embedding gets no gradient: <c>pad_token_id</c>, 0 where the file does not say, none where it says null.</summary>
    public static int? PaddingId(ModelConfig config) => config.IsNull("pad_token_id") ? null : config.GetInt32("pad_token_id", 0);

    /// <summary>Refuses attention with relative positions, which gives other numbers without a word.</summary>
    /// <exception cref="ModelException"><c>position_embedding_type</c> is not <c>absolute</c>.</exception>
    public static void RequireAbsolutePositions(ModelConfig config)
    {
        string type = config.GetString("position_embedding_type", "absolute")!;
        if (!string.Equals(type, "absolute", StringComparison.Ordinal))
            throw new ModelException(config.Path, $"'position_embedding_type' is '{type}', expected 'absolute'. This version has no relative positions; take another model.");
    }

    /// <summary>Refuses decoders, whose tokens do not see those after them.</summary>
    /// <exception cref="ModelException"><c>is_decoder</c> is true.</exception>
    public static void RequireEncoder(ModelConfig config)
    {
        if (config.GetBoolean("is_decoder", defaultValue: false))
            throw new ModelException(config.Path, "'is_decoder' is true, expected an encoder. Take another model.");
    }
}
