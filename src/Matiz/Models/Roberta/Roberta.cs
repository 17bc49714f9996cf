using Matiz.Models.Bert;
using Matiz.Models.Heads;
using Matiz.Models.Layers;
using Matiz.Models.Loading;
using Matiz.Tensors;

namespace Matiz.Models.Roberta;

/// <summary>
/// RoBERTa's encoder (Liu et al. 2019; reference: <c>RobertaModel</c>): BERT's under another prefix, with positions from the padding
/// token's row on. Its pooler is kept where a base checkpoint has one; no head uses it.
/// </summary>
internal sealed class RobertaModel : PostNormEncoder
{
    /// <summary>Asks for the weights.</summary>
    public RobertaModel(ParameterLoader loader, PostNormSettings settings)
        : base(loader, settings, BertModel.Names)
    {
        if (!loader.IsForHead && loader.Encoder.Contains("pooler.dense.weight"))
            loader.Encoder.Linear("pooler.dense", settings.Hidden, settings.Hidden);
        OtherParameters = loader.TakeSection();
    }

    /// <summary>What files call RoBERTa and its heads.</summary>
    public static Architecture Architecture => Named("roberta", "Roberta", RobertaSettings.DefaultVocabularySize);

    /// <summary>What RoBERTa and its relatives call the weights of a masked language model's head.</summary>
    public static MaskedWordNames MaskedWordNames { get; } = new("lm_head.dense", "lm_head.layer_norm", "lm_head.decoder", "lm_head.bias");

    /// <summary>Its settings: the exact GELU, whatever the layers have.</summary>
    public static MaskedWordSettings MaskedWords(ModelConfig config) => new(Activation.Gelu, BertSettings.Epsilon(config));

    /// <summary>A relative that has all of RoBERTa but its vocabulary, under other names.</summary>
    /// <param name="modelType">The value of <c>model_type</c>.</param>
    /// <param name="className">How the reference's class names begin.</param>
    public static Architecture Relative(string modelType, string className) =>
        Named(modelType, className, EncoderSettings.DefaultVocabularySize);

    private static Architecture Named(string modelType, string className, int defaultVocabularySize)
    {
        return new Architecture
        {
            ModelType = modelType,
            Prefix = "roberta.",
            HasTypeIds = true,
            Limits = config => RobertaSettings.Limits(config, defaultVocabularySize),
            EncoderClass = className + "Model",
            NewEncoder = New,
            Onnx = () => RobertaOnnx.Graphs(defaultVocabularySize),
            Heads =
            [
                FirstTokenClassifier.Head(
                    className + "ForSequenceClassification", New, Activation.Tanh, BertSettings.ClassifierDropout),
                TokenClassifier.Head(className + "ForTokenClassification", New, BertSettings.ClassifierDropout),
                AnswerFinder.Head(className + "ForQuestionAnswering", New),
                MaskedWordFinder.Head(className + "ForMaskedLM", New, MaskedWordNames, MaskedWords),
            ],
        };

        RobertaModel New(ParameterLoader loader) => new(loader, RobertaSettings.Read(loader.Config, defaultVocabularySize));
    }
}
