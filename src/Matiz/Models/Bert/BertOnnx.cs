using Matiz.Formats.Onnx;
using Matiz.Models.Onnx;
using Matiz.Tensors;

namespace Matiz.Models.Bert;

/// <summary>BERT as a graph.</summary>
internal static class BertOnnx
{
    /// <summary>The entry of the architecture.</summary>
    public static OnnxArchitecture Graphs { get; } = new(
        model => PostNormOnnx.Encoder(model, BertSettings.Read(model.Config), BertModel.Names), Classify);

    private static OnnxValue Classify(OnnxModel model, OnnxValue hidden) =>
        OnnxHeads.FirstToken(model, hidden, model.Encoder("pooler.dense"), Activation.Tanh, "classifier");
}
