using Matiz.Formats.Onnx;
using Matiz.Models.Onnx;
using Matiz.Tensors;

namespace Matiz.Models.Electra;

/// <summary>ELECTRA as a graph.</summary>
internal static class ElectraOnnx
{
    /// <summary>The entry of the architecture.</summary>
    public static OnnxArchitecture Graphs { get; } = new(
        model => PostNormOnnx.Encoder(model, ElectraSettings.Read(model.Config), ElectraModel.Names), Classify);

    private static OnnxValue Classify(OnnxModel model, OnnxValue hidden) =>
        OnnxHeads.FirstToken(model, hidden, "classifier.dense", Activation.Gelu, "classifier.out_proj");
}
