using Matiz.Files;
using Matiz.Tensors;

namespace Matiz.Models.SentenceTransformers;

/// <summary>
/// A sentence-transformers model that gives one vector a text: transformer, pooling, perhaps a normalization, and nothing else.
/// </summary>
/// <param name="Encoder">The transformer.</param>
/// <param name="Pooling">How one vector is made of those of the tokens.</param>
/// <param name="Normalizes">Whether vectors are scaled to length 1.</param>
/// <param name="MaxLength">Where texts are cut; null: as tokenizer and position table say.</param>
/// <param name="Prompts">What stands before a text.</param>
internal sealed record SentenceEncoder(EncoderModel Encoder, Pooling Pooling, bool Normalizes, int? MaxLength, SentencePrompts Prompts)
{
    private const string IncludeKey = "include_prompt";

    private readonly ModelConfig? _pooling;

    private SentenceEncoder(
        EncoderModel encoder, Pooling pooling, bool normalizes, int? maxLength, SentencePrompts prompts, ModelConfig config)
        : this(encoder, pooling, normalizes, maxLength, prompts) => _pooling = config;

    /// <summary>
    /// The model of a folder. One without <c>modules.json</c> is a plain encoder, which sentence-transformers reads as mean pooling without
    /// normalization.
    /// </summary>
    /// <param name="files">The model's files.</param>
    /// <param name="device">Where the weights will lie; null: the default device.</param>
    /// <exception cref="ModelException">A file is damaged, or asks for something that is not known here.</exception>
    public static SentenceEncoder Load(ModelFiles files, Device? device)
    {
        var prompts = SentencePrompts.Read(files);
        if (ModuleList.Read(files) is not { } modules)
        {
            var plain = AutoModel.FromPretrained(files, device);
            return new SentenceEncoder(
                plain, Pooling.Mean, Normalizes: false, SentenceSettings.ReadMaxLength(files, plain.Tokenizer), prompts);
        }

        string[] kinds = [.. modules.Select(module => module.Kind)];
        if (kinds is not (["Transformer", "Pooling"] or ["Transformer", "Pooling", "Normalize"]))
        {
            throw new ModelException(
                files.PathOf(ModuleList.FileName),
                $"the modules are {string.Join(", ", kinds)}. Transformer, Pooling and perhaps Normalize were expected: others are not "
                + "known here. Take another model.");
        }

        var transformer = files.In(modules[0].Folder);
        var encoder = AutoModel.FromPretrained(transformer, device);
        var pooling = ModelConfig.Load(files.In(modules[1].Folder));
        return new SentenceEncoder(
            encoder, PooledHead.ReadPooling(pooling, encoder.HiddenSize), kinds.Length == 3,
            SentenceSettings.ReadMaxLength(transformer, encoder.Tokenizer), prompts, pooling);
    }

    /// <summary>What stands before each text.</summary>
    /// <param name="name">The prompt's name; null: the default's.</param>
    /// <exception cref="ModelException">There is none of that name, or its tokens were to be left out of the pooling.</exception>
    public string PromptOf(string? name)
    {
        string prompt = Prompts.Of(name);
        if (prompt.Length == 0 || (_pooling?.GetBoolean(IncludeKey, defaultValue: true) ?? true)) return prompt;
        throw new ModelException(
            _pooling!.Path, $"'{IncludeKey}' is false, expected true: pooling that leaves the prompt's tokens out is not known here. "
            + "Take another model, or set it to true where its vectors may change.");
    }
}
