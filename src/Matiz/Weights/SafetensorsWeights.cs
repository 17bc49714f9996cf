using Matiz.Formats.Arrays;
using Matiz.Formats.Safetensors;

namespace Matiz.Weights;

/// <summary>Weights in safetensors, with PyTorch's names.</summary>
internal static class SafetensorsWeights
{
    /// <summary>The entry of <see cref="WeightFormat.All"/>.</summary>
    public static WeightFormat Format { get; } = new()
    {
        Name = "safetensors",
        Title = "safetensors",
        FileNames = [WeightFiles.SingleFileName],
        Extensions = [".safetensors"],
        MayHaveAnyName = false,         // variants of one model lie beside each other
        Open = SafetensorsFile.Open,
        Write = (path, content) => WeightWriter.Save(path, content.Weights.Select(weight => TensorToWrite.From(weight.Array, weight.Name))),
    };
}
