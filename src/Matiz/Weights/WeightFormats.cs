using Matiz.Weights.Keras;

namespace Matiz.Weights;

/// <summary>The list of <see cref="WeightFormat"/>s.</summary>
internal static class WeightFormats
{
    /// <summary>
    /// Every format, in the order in which a folder's weights are looked for: a new one is one line here and one file beside the others.
    /// </summary>
    public static WeightFormat[] All { get; } =
    [
        SafetensorsWeights.Format,
        PyTorchWeights.Format,
        KerasWeights.Format,
        OnnxWeights.Format,
    ];

    /// <summary>The format of a single file, by how its name ends; safetensors where no format has such an end.</summary>
    public static WeightFormat OfFile(string path) =>
        Array.Find(All, format => format.Extensions.Any(end => path.EndsWith(end, StringComparison.OrdinalIgnoreCase)))
        ?? SafetensorsWeights.Format;
}
