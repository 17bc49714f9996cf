using Matiz.Models.Bert;
using Matiz.Models.Heads;
using Matiz.Models.Layers;
using Matiz.Models.Loading;
using Matiz.Tensors;

namespace Matiz.Models.Electra;

/// <summary>
/// ELECTRA's encoder (Clark et al. 2020; reference: <c>ElectraModel</c>), of generators and discriminators alike: BERT's without a pooler,
/// over embeddings that may be narrower.
/// </summary>
internal sealed class ElectraModel(ParameterLoader loader, PostNormSettings settings) : PostNormEncoder(loader, settings, Names)
{
    /// <summary>What files call ELECTRA and its heads.</summary>
    public static Architecture Architecture => new()
    {
        ModelType = "electra",
        Prefix = "electra.",
        HasTypeIds = true,
        EncoderClass = "ElectraModel",
        NewEncoder = New,
        Onnx = () => ElectraOnnx.Graphs,
        Heads =
        [
            FirstTokenClassifier.Head("ElectraForSequenceClassification", New, Activation.Gelu, BertSettings.ClassifierDropout),
            TokenClassifier.Head("ElectraForTokenClassification", New, BertSettings.ClassifierDropout),
            AnswerFinder.Head("ElectraForQuestionAnswering", New),
            MaskedWordFinder.Head("ElectraForMaskedLM", New, MaskedWordNames, ElectraSettings.MaskedWords),
        ],
    };

    /// <summary>The names of ELECTRA's weights.</summary>
    public static PostNormNames Names => BertModel.Names with { EmbeddingProjection = "embeddings_project" };

    private static MaskedWordNames MaskedWordNames => new(
        "generator_predictions.dense", "generator_predictions.LayerNorm", "generator_lm_head", "generator_lm_head.bias");

    private static ElectraModel New(ParameterLoader loader) => new(loader, ElectraSettings.Read(loader.Config));
}
