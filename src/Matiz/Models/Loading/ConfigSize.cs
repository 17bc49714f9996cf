namespace Matiz.Models.Loading;

/// <summary>A size and the key of config.json that says it, for messages about weights of another shape.</summary>
/// <param name="Value">The size.</param>
/// <param name="Key">The key.</param>
public readonly record struct ConfigSize(int Value, string Key)
{
    /// <summary>A size of a config, at least 1.</summary>
    /// <param name="config">The settings.</param>
    /// <param name="key">The key.</param>
    /// <param name="defaultValue">Given when the key is absent or null; null: the key must be there.</param>
    /// <exception cref="ModelException">The key is missing without a default, or holds something else.</exception>
    public static ConfigSize Read(ModelConfig config, string key, int? defaultValue = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new ConfigSize(config.GetInt32(key, defaultValue, min: 1), key);
    }

    /// <summary>The number of labels, which is that of the logits.</summary>
    public static ConfigSize ForLabels(ModelConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new ConfigSize(config.NumLabels, "id2label");
    }

    /// <summary>A size that the reference has a default for where the file does not have the key; a null in the file is no size.</summary>
    internal static ConfigSize ReadOrDefault(ModelConfig config, string key, int defaultValue) =>
        Read(config, key, config.IsNull(key) ? null : defaultValue);
}
