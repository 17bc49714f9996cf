using Matiz.Formats.Onnx;
using Matiz.Models.Onnx;
using Matiz.Tensors;

namespace Matiz.Models.Albert;

/// <summary>ALBERT as a graph: layers that share weights read the same tensors.</summary>
internal static class AlbertOnnx
{
    /// <summary>The entry of the architecture.</summary>
    public static OnnxArchitecture Graphs { get; } = new(Encode, Classify);

    private static OnnxValue Encode(OnnxModel model)
    {
        var layers = AlbertLayers.Read(model.Config);
        return PostNormOnnx.Encoder(model, AlbertSettings.Read(model.Config, layers), AlbertModel.Names(layers));
    }

    private static OnnxValue Classify(OnnxModel model, OnnxValue hidden) =>
        OnnxHeads.FirstToken(model, hidden, model.Encoder("pooler"), Activation.Tanh, "classifier");
}
