using Matiz.Formats.Onnx;
using Matiz.Models.Onnx;
using Matiz.Tensors;

namespace Matiz.Models.DistilBert;

/// <summary>DistilBERT as a graph.</summary>
internal static class DistilBertOnnx
{
    /// <summary>The entry of the architecture.</summary>
    public static OnnxArchitecture Graphs { get; } = new(
        model => PostNormOnnx.Encoder(model, DistilBertSettings.Read(model.Config), DistilBertModel.Names), Classify);

    private static OnnxValue Classify(OnnxModel model, OnnxValue hidden) =>
        OnnxHeads.FirstToken(model, hidden, "pre_classifier", Activation.Relu, "classifier");
}
