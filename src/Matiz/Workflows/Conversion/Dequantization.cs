using Matiz.Files;
using Matiz.Formats;
using Matiz.Formats.Arrays;
using Matiz.Models.Loading;
using Matiz.Sharing;
using Matiz.Weights;

namespace Matiz.Workflows.Conversion;

/// <summary>The weights of a folder of 8-bit integers as floating-point numbers, and what is said of that.</summary>
internal static class Dequantization
{
    /// <summary>All tensors but the scales; integers times the scale of their row, in single precision.</summary>
    /// <param name="weights">The checkpoint, open until they are written.</param>
    /// <param name="scheme">What its config says of it.</param>
    /// <exception cref="CheckpointException">
    /// Integers are not covered by the config, have no scales, or cannot be computed with.
    /// </exception>
    public static IReadOnlyList<NamedWeight> Weights(WeightFiles weights, QuantizationScheme scheme)
    {
        var entries = weights.Entries.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
        var found = new Dictionary<string, QuantizedWeight>(StringComparer.Ordinal);
        foreach (var entry in entries.Values.Where(entry => entry.DType == ArrayDType.Int8 && !WeightNames.IsBuffer(entry.Name)))
        {
            string layer = QuantizationScheme.NameOf(entry.OriginalName);
            if (!scheme.CoversLayer(layer))
            {
                throw new CheckpointException(
                    weights.Path,
                    $"tensor '{entry.OriginalName}' is I8, but config.json ('{QuantizationScheme.Key}.ignore') names '{layer}'. "
                    + "Floating-point numbers were expected. Do these files come from two different models?");
            }

            var weight = QuantizedWeight.Find(weights, entry);
            weight.RequireNumbers();
            found.Add(entry.Name, weight);
        }

        var scales = found.Values.Select(weight => weight.ScalesName).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. weights.Weights.Where(weight => !scales.Contains(weight.Name)).Select(weight =>
                found.TryGetValue(weight.Name, out var quantized)
                    ? weight with { Array = new DequantizedArray(weight.Array, quantized.ReadScales()) }
                    : weight),
        ];
    }

    /// <summary>What is good to know of the new folder.</summary>
    /// <param name="files">The folder of 8-bit integers.</param>
    /// <param name="keepsIntegers">Whether a graph is written that holds the integers themselves.</param>
    public static IEnumerable<string> Notes(ModelFiles files, bool keepsIntegers)
    {
        yield return keepsIntegers
            ? "Weights that are 8-bit integers are written as they are, with their scales."
            : "Weights that are 8-bit integers are written as floating-point numbers, each integer times the scale of its row.";
        if (QuantizationRecord.ReadMaxLength(files) is not { } length) yield break;
        yield return $"Texts are cut at {length} tokens in {files.Path}; what is written does not say so. "
            + $"Give InferenceOptions.MaxLength = {length} where that matters.";
    }

    /// <summary>Says in a card that its 8-bit weights are none any more.</summary>
    /// <param name="place">The folder that is written.</param>
    public static void AddToCard(string place)
    {
        string path = Path.Combine(place, ModelCard.FileName);
        if (!File.Exists(path)) return;
        AtomicFile.WriteAllText(
            path, File.ReadAllText(path).TrimEnd()
            + "\n\n## Floating-point weights\n\nThe weights here are floating-point numbers again: the "
            + "8-bit integers of which this card speaks, each times the scale of its row. Inputs of layers are not quantized, so that "
            + "answers differ a little from those that were measured in int8.\n");
    }
}
