using Matiz.Formats.Onnx;
using Matiz.Models.Onnx;

namespace Matiz.Models.MPNet;

/// <summary>MPNet as a graph: one number a head for each distance, from one table, in all layers.</summary>
internal static class MPNetOnnx
{
    private const int FarthestDistance = 128;

    /// <summary>The entry of the architecture.</summary>
    public static OnnxArchitecture Graphs { get; } = new(Encode, OnnxHeads.Roberta);

    private static OnnxValue Encode(OnnxModel model)
    {
        var rows = DistanceTable.Rows(model, FarthestDistance, MPNetSettings.BucketOf);                     // [length, length]
        var numbers = model.Lookup(rows, model.Encoder("encoder.relative_attention_bias"));                 // [length, length, heads]
        var bias = model.Unsqueeze(model.Turn(numbers, 2, 0, 1), 0);                                        // [1, heads, length, length]
        return PostNormOnnx.Encoder(model, MPNetSettings.Read(model.Config), MPNetModel.Names, bias);
    }
}
