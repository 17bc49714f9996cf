using Matiz.Files;
using Matiz.Hub;
using Matiz.Models.Loading;
using Matiz.Tensors;
using Matiz.Tokenizers;
using Matiz.Weights;

namespace Matiz.Models;

/// <summary>Opens the encoder of a model folder, whatever its architecture (reference: transformers.AutoModel).</summary>
/// <example>
/// <code>
/// var encoder = AutoModel.FromPretrained("all-MiniLM-L6-v2");
/// using var tape = encoder.Device.NewTape(training: false);
/// Tensor hidden = encoder.Forward(tape, new TokenBatch(ids, [0, ids.Length])).LastHiddenState;
/// </code>
/// </example>
public static class AutoModel
{
    /// <summary>The values of <c>model_type</c> in config.json that are known.</summary>
    public static IReadOnlyList<string> ModelTypes => [.. Architecture.All.Select(architecture => architecture.ModelType)];

    /// <summary>Whether models of a type read segments (<c>token_type_ids</c>); true for a type that is not known.</summary>
    public static bool ReadsTypeIds(string? modelType) =>
        Architecture.Find(modelType)?.HasTypeIds ?? true;

    /// <summary>The encoder of a model folder. A head in it is left out, and named in <see cref="EncoderModel.LoadingNotes"/>.</summary>
    /// <param name="nameOrPath">
    /// A folder that holds <c>config.json</c>, <c>model.safetensors</c> and the tokenizer's files;
    /// or an id of the Hub, such as <c>user/emotion</c>, which is fetched unless it is cached (<see cref="HubModels"/>).
    /// </param>
    /// <param name="device">Where the weights will lie; null: <see cref="Device.Default"/>.</param>
    /// <param name="from">
    /// Whose weights are read where several frameworks left theirs (reference: from_tf, from_flax); null: the first of
    /// <see cref="WeightFormat.All"/>.
    /// </param>
    /// <param name="revision">
    /// A branch, a tag or a commit of an id; null: the pinned commit, else <c>main</c>. A folder has none.
    /// </param>
    /// <exception cref="ModelException">
    /// The config is missing or damaged, names an unknown architecture, or does not fit the tokenizer.
    /// </exception>
    /// <exception cref="CheckpointException">The weights are missing, damaged or of another shape.</exception>
    /// <exception cref="TokenizerException">The tokenizer is missing, damaged or of an unknown kind.</exception>
    /// <exception cref="HubException">It is neither a path nor an id that can be had from the Hub or its cache.</exception>
    public static EncoderModel FromPretrained(string nameOrPath, Device? device = null, WeightFormat? from = null,
        string? revision = null) =>
        FromPretrained(PretrainedFiles.Open(nameOrPath, revision, from), device, from);

    /// <summary>The encoder of a model whose files lie in a folder or in memory.</summary>
    /// <param name="files">Where they lie.</param>
    /// <param name="device">Where the weights will lie; null: <see cref="Device.Default"/>.</param>
    /// <param name="from">
    /// Whose weights are read where several frameworks left theirs (reference: from_tf, from_flax); null: the first of
    /// <see cref="WeightFormat.All"/>.
    /// </param>
    /// <exception cref="ModelException">
    /// The config is missing or damaged, names an unknown architecture, or does not fit the tokenizer.
    /// </exception>
    /// <exception cref="CheckpointException">The weights are missing, damaged or of another shape.</exception>
    /// <exception cref="TokenizerException">The tokenizer is missing, damaged or of an unknown kind.</exception>
    public static EncoderModel FromPretrained(ModelFiles files, Device? device = null, WeightFormat? from = null) =>
        Open(files, device, from, needsTokenizer: true);

    /// <summary>The encoder, perhaps without a tokenizer: for those who want the weights alone.</summary>
    internal static EncoderModel Open(ModelFiles files, Device? device, WeightFormat? from, bool needsTokenizer)
    {
        var config = ModelConfig.Load(files);
        var architecture = Architecture.ForConfig(config);
        using var weights = WeightFiles.Open(files, from);
        return ModelFactory.Make(
            files, weights, config, config.WithArchitecture(architecture.EncoderClass), architecture, architecture.NewEncoder,
            head: null, device, seed: 0, needsTokenizer);
    }
}
