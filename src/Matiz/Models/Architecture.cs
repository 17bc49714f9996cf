using System.Text.Json.Nodes;
using Matiz.Models.Bert;
using Matiz.Models.DistilBert;
using Matiz.Models.Loading;

namespace Matiz.Models;

/// <summary>A family of models: how config files and checkpoints name it, and how its encoder and heads are made.</summary>
internal sealed record Architecture
{
    /// <summary>Every architecture, by ascending name. A new one is one entry here and one file beside the others.</summary>
    public static IReadOnlyList<Architecture> All { get; } =
    [
        new()
        {
            ModelType = "bert",
            Prefix = "bert.",
            LayerCountKey = "num_hidden_layers",
            HasTypeIds = true,
            EncoderClass = "BertModel",
            NewEncoder = loader => new BertEncoder(loader, new BertSettings(loader.Config), isUnderHead: false),
            ClassifierClass = "BertForSequenceClassification",
            HeadTensors = ["bert.pooler.dense.weight", "bert.pooler.dense.bias", "classifier.weight", "classifier.bias"],
            NewClassifier = loader => new BertForSequenceClassification(loader, new BertSettings(loader.Config)),
        },
        new()
        {
            ModelType = "distilbert",
            Prefix = "distilbert.",
            LayerCountKey = "n_layers",
            CommonLayerCountKey = "num_hidden_layers",
            EncoderClass = "DistilBertModel",
            NewEncoder = loader => new DistilBertEncoder(loader, new DistilBertSettings(loader.Config), isUnderHead: false),
            ClassifierClass = "DistilBertForSequenceClassification",
            HeadTensors = ["pre_classifier.weight", "pre_classifier.bias", "classifier.weight", "classifier.bias"],
            NewClassifier = loader => new DistilBertForSequenceClassification(loader, new DistilBertSettings(loader.Config)),
        },
    ];

    /// <summary>The value of <c>model_type</c> in config.json.</summary>
    public required string ModelType { get; init; }

    /// <summary>What the encoder's weights are called under a head.</summary>
    public required string Prefix { get; init; }

    /// <summary>The key of config.json that says how many layers there are.</summary>
    public required string LayerCountKey { get; init; }

    /// <summary>Another key that goes before <see cref="LayerCountKey"/> where a file has it; null when there is none.</summary>
    public string? CommonLayerCountKey { get; init; }

    /// <summary>Whether tokens have segments (<c>token_type_ids</c>).</summary>
    public bool HasTypeIds { get; init; }

    /// <summary>The reference's name of the encoder, for the key <c>architectures</c>.</summary>
    public required string EncoderClass { get; init; }

    /// <summary>Makes the encoder alone.</summary>
    public required Func<ParameterLoader, EncoderModel> NewEncoder { get; init; }

    /// <summary>The reference's name of the sequence classifier, for the key <c>architectures</c>.</summary>
    public required string ClassifierClass { get; init; }

    /// <summary>The tensors of a sequence classifier that no encoder needs, as they are called in its file; the last is the bias of the logits.</summary>
    public required IReadOnlyList<string> HeadTensors { get; init; }

    /// <summary>Makes the encoder with a sequence-classification head.</summary>
    public required Func<ParameterLoader, SequenceClassificationModel> NewClassifier { get; init; }

    /// <summary>The same settings with another number of layers.</summary>
    public ModelConfig WithLayerCount(ModelConfig config, int layers)
    {
        config = config.With(LayerCountKey, JsonValue.Create(layers));
        return CommonLayerCountKey is { } common && config.Contains(common) ? config.With(common, JsonValue.Create(layers)) : config;
    }

    /// <summary>The architecture that a config names.</summary>
    /// <exception cref="ModelException">It names none, or an unknown one; the message lists the known.</exception>
    public static Architecture Of(ModelConfig config)
    {
        string known = string.Join(", ", All.Select(architecture => architecture.ModelType));
        if (config.ModelType is not { } modelType)
            throw new ModelException(config.Path, $"'model_type' is missing, expected one of {known}. Is this the config of a model?");
        return All.FirstOrDefault(architecture => string.Equals(architecture.ModelType, modelType, StringComparison.Ordinal))
            ?? throw new ModelException(config.Path, $"'model_type' is '{modelType}', expected one of {known}. This version has no other architecture; take another model.");
    }
}
