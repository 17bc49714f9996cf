using Matiz.Formats.Arrays;
using Matiz.Formats.Onnx;

namespace Matiz.Weights;

/// <summary>
/// Weights in the graph of an ONNX model, as PyTorch's exporter names them. The graph itself is written by the architecture
/// (<c>Models/Onnx</c>).
/// </summary>
internal static class OnnxWeights
{
    /// <summary>The entry of <see cref="WeightFormat.All"/>.</summary>
    public static WeightFormat Format { get; } = new()
    {
        Name = "onnx",
        Title = "ONNX",
        FileNames = ["model.onnx", "onnx/model.onnx"],
        Extensions = [".onnx"],
        Open = OnnxFile.Open,
        ToWeights = ToWeights,
    };

    // An exporter often wraps the model in a module of its own, whose attribute begins every name.
    private static List<NamedWeight> ToWeights(IReadOnlyList<NamedArray> arrays)
    {
        int start = 0;
        while (arrays.Count > 0 && CommonPart(arrays, start) is > 0 and var length) start += length;
        return [.. arrays.Select(array => new NamedWeight(array.Name[start..], array))];
    }

    // The length of the first part that all names have from a place on, where two more parts follow in each; else 0.
    private static int CommonPart(IReadOnlyList<NamedArray> arrays, int start)
    {
        int dot = arrays[0].Name.IndexOf('.', start);
        if (dot < 0) return 0;
        string part = arrays[0].Name[start..(dot + 1)];
        bool isCommon = arrays.All(array =>
            string.CompareOrdinal(array.Name, start, part, 0, part.Length) == 0
            && array.Name.IndexOf('.', start + part.Length) >= 0);
        return isCommon ? part.Length : 0;
    }
}
