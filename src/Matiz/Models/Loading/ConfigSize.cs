namespace Matiz.Models.Loading;

/// <summary>A size and the key of config.json that says it, for messages about weights of another shape.</summary>
/// <param name="Value">The size.</param>
/// <param name="Key">The key.</param>
internal readonly record struct ConfigSize(int Value, string Key)
{
    /// <summary>A size of a config, at least 1.</summary>
    public static ConfigSize Of(ModelConfig config, string key, int? defaultValue = null) =>
        new(config.GetInt32(key, defaultValue, min: 1), key);

    /// <summary>A size that the reference has a default for where the file does not have the key; a null in the file is no size.</summary>
    public static ConfigSize OrDefault(ModelConfig config, string key, int defaultValue) =>
        Of(config, key, config.IsNull(key) ? null : defaultValue);

    /// <summary>The number of logits.</summary>
    public static ConfigSize OfLabels(ModelConfig config) => new(config.NumLabels, "id2label");
}
