using Matiz.Formats.Arrays;
using Matiz.Formats.Safetensors;
using Matiz.Weights.Keras;

namespace Matiz.Weights;

/// <summary>Weights in safetensors, with PyTorch's names, or with those of Keras where TensorFlow's classes saved them.</summary>
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
        ToWeights = arrays => arrays.Count > 0 && arrays.All(array => KerasNames.IsOne(array.Name))
            ? KerasWeights.ToWeights(arrays)
            : [.. arrays.Select(array => new NamedWeight(array.Name, array))],
        Write = (path, content) => WeightWriter.Save(path, content.Weights.Select(weight => TensorToWrite.From(weight.Array, weight.Name))),
    };
}
