using System.Text.Json.Nodes;
using Matiz.Files;
using Matiz.Formats;
using Matiz.Formats.Safetensors;
using Matiz.Weights;

namespace Matiz.Models.Loading;

/// <summary>
/// Refuses weights that are no floating-point numbers, except those of a <see cref="QuantizationScheme"/>: as numbers they would be read as
/// others than they mean.
/// </summary>
internal static class QuantizedModels
{
    // The reference's, compressed-tensors' and MLX's.
    private static readonly string[] ConfigKeys = [QuantizationScheme.Key, "compression_config", "quantization"];

    private const string Remedy = "Take the model that it was made of, or save it with floating-point weights (in Python: "
        + "model.dequantize(), then save_pretrained).";

    /// <summary>What is read, and what to do about the rest.</summary>
    public const string WhatIsRead = "8-bit symmetric weights are read that have a scale a row, with inputs quantized by token "
        + "(compressed-tensors, as ModelQuantization.Run writes them). Take the model that it was made of, and quantize that.";

    // Parts into which quantizers divide a weight.
    private static readonly string[] PartNames =
        [".qweight", ".qzeros", ".SCB", ".weight_packed", ".weight_scale", ".absmax", ".quant_map", ".quant_state"];

    /// <summary>Refuses a config that says how the weights were quantized, whatever it says.</summary>
    /// <exception cref="ModelException">It does.</exception>
    public static void Refuse(ModelConfig config)
    {
        foreach (string key in ConfigKeys) Refuse(config, key);
    }

    /// <summary>Refuses what a config says of it beside a <see cref="QuantizationScheme"/>, which says all.</summary>
    /// <exception cref="ModelException">It says something.</exception>
    public static void RefuseOthers(ModelConfig config)
    {
        foreach (string key in ConfigKeys.Where(static key => key is not QuantizationScheme.Key)) Refuse(config, key);
    }

    /// <summary>Refuses a tensor that is no floating-point number.</summary>
    /// <param name="path">The checkpoint.</param>
    /// <param name="entry">A tensor that is computed with.</param>
    /// <exception cref="CheckpointException">It is none.</exception>
    public static void Refuse(string path, WeightEntry entry)
    {
        if (entry.DType is ArrayDType.Float32 or ArrayDType.Float16 or ArrayDType.BFloat16 or ArrayDType.Float64) return;
        throw new CheckpointException(path,
            $"tensor '{entry.OriginalName}' is {SafetensorsDTypes.NameOf(entry.DType)}, "
            + "expected floating-point numbers (F32, F16, BF16 or F64). "
            + $"The weights are quantized or packed, which this version does not compute with. {Remedy}");
    }

    /// <summary>What shows that a checkpoint without an expected tensor was quantized; null: nothing.</summary>
    public static string? Trace(ModelFiles files, WeightFiles weights) =>
        weights.Names.FirstOrDefault(name => PartNames.Any(part => IsPart(name, part))) is { } part
            ? $"There is '{part}', as quantizers write it; floating-point weights were expected. {Remedy}"
            : FolderKind.QuantizerFile(files) is { } file ? $"{file} says that the weights are quantized. {Remedy}" : null;

    private static void Refuse(ModelConfig config, string key)
    {
        if (!config.Contains(key) || config.GetObject(key) is { Count: 0 }) return;
        var settings = config.GetObject(key);
        string facts = string.Join(", ", (settings ?? [])
            .Where(pair => pair.Key is "quant_method" or "bits" || IsLoadFlag(pair.Key, pair.Value))
            .Select(pair => $"{pair.Key} {pair.Value}"));
        throw new ModelException(config.Path,
            $"'{key}' says that the weights are quantized{(facts.Length > 0 ? $" ({facts})" : "")}. "
                + $"Floating-point weights were expected. {Remedy}");
    }

    private static bool IsLoadFlag(string key, JsonNode? value) =>
        key.StartsWith("load_in_", StringComparison.Ordinal) && value is JsonValue flag && flag.TryGetValue(out bool isOn) && isOn;

    private static bool IsPart(string name, string part) =>
        name.EndsWith(part, StringComparison.Ordinal) || name.Contains(part + ".", StringComparison.Ordinal);
}
