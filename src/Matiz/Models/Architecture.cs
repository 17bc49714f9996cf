using System.Text.Json.Nodes;
using Matiz.Data;
using Matiz.Models.Albert;
using Matiz.Models.Bert;
using Matiz.Models.Camembert;
using Matiz.Models.DebertaV2;
using Matiz.Models.DistilBert;
using Matiz.Models.Electra;
using Matiz.Models.Loading;
using Matiz.Models.ModernBert;
using Matiz.Models.MPNet;
using Matiz.Models.Onnx;
using Matiz.Models.Roberta;
using Matiz.Models.XlmRoberta;

namespace Matiz.Models;

/// <summary>
/// A family of models: how config files and checkpoints name it, and how its encoder and heads are made. A program adds its own with
/// <see cref="Register"/>; from then on <see cref="AutoModel"/> and all that stands on it open such models as any other.
/// </summary>
/// <example>
/// <code>
/// Architecture.Register(new Architecture
/// {
///     ModelType = "my-net",
///     Prefix = "net.",
///     EncoderClass = "MyNetModel",
///     NewEncoder = loader => new MyNet(loader),
///     Heads =
///     [
///         new ModelHead
///         {
///             Task = ModelHead.SequenceClassification,
///             ClassName = "MyNetForSequenceClassification",
///             Tensors = ["classifier.weight", "classifier.bias"],
///             Output = "classifier",
///             New = loader => new MyNetForSequenceClassification(loader),
///         },
///     ],
/// });
/// var model = AutoModelForSequenceClassification.FromPretrained("my-net-folder", labels);
/// </code>
/// </example>
public sealed record Architecture
{
    // One entry a layer, in the files of several architectures.
    private const string LayerTypesKey = "layer_types";

    // Every architecture of the library, by ascending name: a new one is one line here and one folder beside the others.
    private static Architecture[] _all =
    [
        AlbertModel.Architecture,
        BertModel.Architecture,
        CamembertModel.Architecture,
        DebertaV2Model.Architecture,
        DistilBertModel.Architecture,
        ElectraModel.Architecture,
        ModernBertModel.Architecture,
        MPNetModel.Architecture,
        RobertaModel.Architecture,
        XlmRobertaModel.Architecture,
    ];

    // What is easily taken for one of them.
    private static readonly (string ModelType, string Words)[] Lookalikes =
    [
        ("deberta", "This is the first DeBERTa, another architecture than DeBERTa-v2 and v3 (deberta-v2); take one of those."),
    ];

    /// <summary>Every architecture: those of the library, then those that were registered.</summary>
    public static IReadOnlyList<Architecture> All => Volatile.Read(ref _all);

    /// <summary>The value of <c>model_type</c> in config.json.</summary>
    public required string ModelType { get; init; }

    /// <summary>What the encoder's weights are called under a head, for instance <c>bert.</c>; a base model's have no prefix.</summary>
    public required string Prefix { get; init; }

    /// <summary>The key of config.json that says how many layers there are. Default <c>num_hidden_layers</c>.</summary>
    public string LayerCountKey { get; init; } = "num_hidden_layers";

    /// <summary>Another key that goes before <see cref="LayerCountKey"/> where a file has it; null (the default): there is none.</summary>
    public string? CommonLayerCountKey { get; init; }

    /// <summary>
    /// The key that says how many layers have weights of their own; as <see cref="LayerCountKey"/> but where they share them.
    /// </summary>
    internal string StoredLayerCountKey
    {
        get => field ?? LayerCountKey;
        init;
    }

    /// <summary>What else changes in the settings when only the first layers are kept; null (the default): nothing.</summary>
    internal Func<ModelConfig, int, ModelConfig>? Cut { get; init; }

    /// <summary>Whether tokens have segments (<c>token_type_ids</c>). Default false.</summary>
    public bool HasTypeIds { get; init; }

    /// <summary>
    /// Which rows the encoder reads, by its config. Default: <c>vocab_size</c>, <c>max_position_embeddings</c> and, where it
    /// <see cref="HasTypeIds"/>, <c>type_vocab_size</c>.
    /// </summary>
    public Func<ModelConfig, EncoderLimits> Limits
    {
        get => field ?? (config => EncoderLimits.Read(config, HasTypeIds));
        init;
    }

    /// <summary>The reference's name of the encoder, for the key <c>architectures</c>.</summary>
    public required string EncoderClass { get; init; }

    /// <summary>Makes the encoder alone.</summary>
    public required Func<ParameterLoader, EncoderModel> NewEncoder { get; init; }

    /// <summary>What may stand on the encoder, one head a task.</summary>
    public IReadOnlyList<ModelHead> Heads { get; init; } = [];

    /// <summary>How encoder and sequence classifier are written as ONNX graphs; null: they are not.</summary>
    internal Func<OnnxArchitecture>? Onnx { get; init; }

    /// <summary>Adds an architecture for the rest of the process.</summary>
    /// <exception cref="ArgumentException">There is one of that <see cref="ModelType"/>.</exception>
    public static void Register(Architecture architecture)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        Registration.Add(ref _all, architecture, _ =>
        {
            if (Find(architecture.ModelType) is null) return;
            throw new ArgumentException(
                $"there is an architecture '{architecture.ModelType}' already, expected a model_type of its own. Choose another name.",
                nameof(architecture));
        });
    }

    /// <summary>The architecture of a <c>model_type</c>; null where it is not known.</summary>
    public static Architecture? Find(string? modelType) =>
        All.FirstOrDefault(architecture => string.Equals(architecture.ModelType, modelType, StringComparison.Ordinal));

    /// <summary>The architecture that a config names.</summary>
    /// <exception cref="ModelException">It names none, or an unknown one; the message lists the known.</exception>
    public static Architecture ForConfig(ModelConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        RemoteCode.Refuse(config);
        if (Find(config.ModelType) is { } found) return found;
        string known = string.Join(", ", All.Select(architecture => architecture.ModelType));
        string? words = Lookalikes.FirstOrDefault(lookalike => lookalike.ModelType == config.ModelType).Words;
        throw config.ModelType is { } modelType
            ? new ModelException(
                config.Path,
                $"'model_type' is '{modelType}', expected one of {known}. "
                + (words ?? "This version has no other architecture; take another model."))
            : new ModelException(config.Path, $"'model_type' is missing, expected one of {known}. Is this the config of a model?");
    }

    /// <summary>The head for a task.</summary>
    /// <param name="task">Its name, for instance <see cref="ModelHead.SequenceClassification"/>.</param>
    /// <param name="config">The file that names the architecture, for the message.</param>
    /// <exception cref="ModelException">The architecture has none; the message lists those it has.</exception>
    internal ModelHead HeadFor(string task, ModelConfig config)
    {
        var head = Heads.FirstOrDefault(head => string.Equals(head.Task, task, StringComparison.Ordinal))
            ?? throw new ModelException(
                config.Path,
                $"'model_type' is '{ModelType}', which has no head for {task}, only for "
                + $"{(Heads.Count > 0 ? string.Join(", ", Heads.Select(head => head.Task)) : "nothing")}. Take another model.");
        return head.ForConfig?.Invoke(config) ?? head;
    }

    /// <summary>The same settings for the first layers alone.</summary>
    /// <exception cref="InvalidOperationException">No settings of this architecture say which weights these layers have.</exception>
    internal ModelConfig WithLayerCount(ModelConfig config, int layers)
    {
        if (Cut is not null) config = Cut(config, layers);
        config = config.With(LayerCountKey, JsonValue.Create(layers));
        if (CommonLayerCountKey is { } common && config.Contains(common)) config = config.With(common, JsonValue.Create(layers));
        return config.GetArray(LayerTypesKey) is { } types
            ? config.With(LayerTypesKey, new JsonArray([.. types.Take(layers).Select(type => type?.DeepClone())]))
            : config;
    }
}
