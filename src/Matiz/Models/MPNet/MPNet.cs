using Matiz.Models.Bert;
using Matiz.Models.Heads;
using Matiz.Models.Layers;
using Matiz.Models.Loading;
using Matiz.Models.Roberta;
using Matiz.Tensors;

namespace Matiz.Models.MPNet;

/// <summary>
/// MPNet's encoder (Song et al. 2020; reference: <c>MPNetModel</c>): BERT's layers without token types, RoBERTa's positions, and in every
/// layer a learned number for the distance of two tokens, from one table. Its pooler is kept where a base checkpoint has one; no head uses
/// it.
/// </summary>
internal sealed class MPNetModel : PostNormEncoder
{
    /// <summary>The names of MPNet's weights.</summary>
    public static readonly PostNormNames Names = BertModel.Names with
    {
        Query = "attention.attn.q",
        Key = "attention.attn.k",
        Value = "attention.attn.v",
        AttentionOutput = "attention.attn.o",
        AttentionNorm = "attention.LayerNorm",
    };

    /// <summary>Asks for the weights.</summary>
    public MPNetModel(ParameterLoader loader, PostNormSettings settings)
        : base(loader, settings, Names)
    {
        var buckets = MPNetSettings.DistanceBuckets(loader.Config);
        var heads = new ConfigSize(settings.Heads, "num_attention_heads");
        var table = loader.Encoder.Matrix("encoder.relative_attention_bias", buckets, heads);
        Distances = new AttentionDistances { Bias = new DistanceBias(table, MPNetSettings.BucketOf) };
        if (!loader.IsForHead && loader.Encoder.Contains("pooler.dense.weight"))
            loader.Encoder.Linear("pooler.dense", settings.Hidden, settings.Hidden);
        OtherParameters = loader.TakeSection();
        EmbeddingParameters = [.. base.EmbeddingParameters, table];
    }

    /// <summary>What files call MPNet and its heads.</summary>
    public static Architecture Architecture => new()
    {
        ModelType = "mpnet",
        Prefix = "mpnet.",
        Limits = MPNetSettings.Limits,
        EncoderClass = "MPNetModel",
        NewEncoder = New,
        Onnx = () => MPNetOnnx.Graphs,
        Heads =
        [
            FirstTokenClassifier.Head("MPNetForSequenceClassification", New, Activation.Tanh, BertSettings.HiddenDropout),
            TokenClassifier.Head("MPNetForTokenClassification", New, BertSettings.HiddenDropout),
            AnswerFinder.Head("MPNetForQuestionAnswering", New),
            MaskedWordFinder.Head("MPNetForMaskedLM", New, RobertaModel.MaskedWordNames, RobertaModel.MaskedWords),
        ],
    };

    /// <summary>Those of the tokens, and the table of distances, which layers share as they share the positions.</summary>
    public override IReadOnlyList<Parameter> EmbeddingParameters { get; }

    private static MPNetModel New(ParameterLoader loader) => new(loader, MPNetSettings.Read(loader.Config));
}
