using Matiz.Models.Bert;
using Matiz.Models.Onnx;

namespace Matiz.Models.Roberta;

/// <summary>RoBERTa, XLM-RoBERTa and CamemBERT as a graph.</summary>
internal static class RobertaOnnx
{
    /// <summary>The entry of the architecture.</summary>
    /// <param name="defaultVocabularySize">For a file without <c>vocab_size</c>.</param>
    public static OnnxArchitecture Graphs(int defaultVocabularySize) => new(
        model => PostNormOnnx.Encoder(model, RobertaSettings.Read(model.Config, defaultVocabularySize), BertModel.Names),
        OnnxHeads.Roberta);
}
