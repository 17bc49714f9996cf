using Matiz.Models.Bert;
using Matiz.Models.Onnx;

namespace Matiz.Models.Roberta;

/// <summary>RoBERTa, XLM-RoBERTa and CamemBERT as a graph.</summary>
internal static class RobertaOnnx
{
    /// <summary>The entry of the architecture.</summary>
    public static OnnxArchitecture Graphs { get; } = new(
        model => PostNormOnnx.Encoder(model, RobertaSettings.Read(model.Config), BertModel.Names), OnnxHeads.Roberta);
}
