using Matiz.Formats.Arrays;
using Matiz.Formats.Flax;

namespace Matiz.Weights;

/// <summary>Weights that Flax wrote: modules by their path, kernels as [inputs, outputs].</summary>
internal static class FlaxWeights
{
    /// <summary>The entry of <see cref="WeightFormat.All"/>.</summary>
    public static WeightFormat Format { get; } = new()
    {
        Name = "flax",
        Title = "Flax",
        FileNames = ["flax_model.msgpack"],
        Extensions = [".msgpack"],
        Open = FlaxFile.Open,
        ToWeights = arrays => [.. arrays.Select(ToWeight)],
        Write = (path, content) => FlaxWriter.Write(path, [.. content.Weights.Select(FromWeight)]),
        ModelTypes = ["albert", "bert", "distilbert", "electra", "roberta", "xlm-roberta"],
    };

    private static NamedWeight ToWeight(NamedArray array)
    {
        int end = array.Name.LastIndexOf('/') + 1;
        string last = array.Name[end..];
        string name = array.Name[..end].Replace('/', '.');
        return last switch
        {
            "kernel" => new NamedWeight(name + "weight", Turn(array)),
            "scale" or "embedding" => new NamedWeight(name + "weight", array),
            _ => new NamedWeight(name + last, array),
        };
    }

    private static TensorToWrite FromWeight(NamedWeight weight)
    {
        string[] parts = weight.Name.Split('.');
        var array = weight.Array;
        if (parts[^1] is "weight")
        {
            bool isTable = parts.Length > 1 && parts[^2].EndsWith("embeddings", StringComparison.Ordinal);
            parts[^1] = array.Shape.Length == 1 ? "scale" : isTable ? "embedding" : "kernel";
            if (parts[^1] is "kernel") array = TurnBack(array);
        }

        return TensorToWrite.From(array, string.Join('/', parts));
    }

    // [inputs, outputs] to [outputs, inputs]; of a convolution the lengths of the kernel stand in front.
    private static NamedArray Turn(NamedArray array) => array.Shape.Length switch
    {
        2 => new PermutedArray(array, 1, 0),
        3 => new PermutedArray(array, 2, 1, 0),
        4 => new PermutedArray(array, 3, 2, 0, 1),
        _ => array,
    };

    private static NamedArray TurnBack(NamedArray array) => array.Shape.Length switch
    {
        4 => new PermutedArray(array, 2, 3, 1, 0),
        _ => Turn(array),
    };
}
