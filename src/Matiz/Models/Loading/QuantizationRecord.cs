using Matiz.Files;

namespace Matiz.Models.Loading;

/// <summary>What a quantization records of itself beside the weights: what it cost, and where texts are cut.</summary>
internal static class QuantizationRecord
{
    /// <summary>The file's name in a model folder.</summary>
    public const string FileName = "quantization_results.json";

    /// <summary>The tokens at which the model's texts are cut.</summary>
    public const string MaxLengthKey = "max_length";

    /// <summary>Where texts are cut; null where nothing is recorded.</summary>
    /// <exception cref="ModelException">The file is no JSON object, or the key is no number above 0.</exception>
    public static int? ReadMaxLength(ModelFiles files)
    {
        if (files.Read(FileName, "what a quantization cost (JSON)", (path, reason) => new ModelException(path, reason)) is not { } bytes)
            return null;
        var record = ModelConfig.Parse(bytes, files.PathOf(FileName));
        return record.Contains(MaxLengthKey) ? record.GetInt32(MaxLengthKey, min: 1) : null;
    }
}
