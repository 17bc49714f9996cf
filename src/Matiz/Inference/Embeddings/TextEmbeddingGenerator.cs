using Matiz.Files;
using Matiz.Models;
using Matiz.Models.SentenceTransformers;
using Matiz.Tensors;
using Matiz.Tokenizers;
using Microsoft.Extensions.AI;

namespace Matiz.Inference.Embeddings;

/// <summary>
/// Embeddings of texts for everything that speaks Microsoft.Extensions.AI (reference: <c>SentenceTransformer.encode</c>): transformer,
/// pooling, normalization and prompts as the model's files say, computed here, without a service. Any number of threads may call it.
/// </summary>
/// <example>
/// <code>
/// IEmbeddingGenerator&lt;string, Embedding&lt;float&gt;&gt; embeddings = TextEmbeddingGenerator.Load("all-MiniLM-L6-v2");
/// var vectors = await embeddings.GenerateAsync(["a text", "another text"]);
/// </code>
/// </example>
public sealed class TextEmbeddingGenerator : IEmbeddingGenerator<string, Embedding<float>>
{
    private const string ProviderName = "matiz";

    private readonly SentenceEncoder _model;
    private readonly bool _normalizes;
    private readonly string? _promptName;
    private readonly string _prompt;
    private volatile bool _isDisposed;

    private TextEmbeddingGenerator(SentenceEncoder model, EmbeddingOptions options, string modelId)
    {
        _model = model;
        _normalizes = options.Normalizes ?? model.Normalizes;
        _promptName = options.PromptName;
        _prompt = model.PromptOf(_promptName);
        var inference = options.Inference ?? new InferenceOptions();
        if (inference.MaxLength is null) inference = inference with { MaxLength = model.MaxLength };
        Extractor = new FeatureExtractor(
            model.Encoder, new FeatureOptions { Pooling = options.Pooling ?? model.Pooling }, inference, model.Encoder.Tokenizer);
        Metadata = new EmbeddingGeneratorMetadata(ProviderName, null, modelId, Extractor.FeatureCount);
    }

    /// <summary>What computes the vectors, before they are normalized.</summary>
    public FeatureExtractor Extractor { get; }

    /// <summary>Provider, model and dimensions.</summary>
    public EmbeddingGeneratorMetadata Metadata { get; }

    /// <summary>The generator of a model folder, or of a model of the Hub: of sentence-transformers, or a plain encoder.</summary>
    /// <param name="nameOrPath">
    /// The folder, or an id of the Hub, such as <c>sentence-transformers/all-MiniLM-L6-v2</c>; a head in it is left out.
    /// </param>
    /// <param name="options">What is to be otherwise than the files say; null: nothing.</param>
    /// <param name="device">Where the weights will lie; null: <see cref="Device.Default"/>.</param>
    /// <param name="revision">The branch, tag or commit of an id; null: <c>main</c>.</param>
    /// <exception cref="ModelException">A file is damaged, or asks for something that is not known here; it is named.</exception>
    /// <exception cref="Weights.CheckpointException">The weights are missing, damaged or of another shape.</exception>
    /// <exception cref="TokenizerException">The tokenizer is missing, damaged or of an unknown kind.</exception>
    /// <exception cref="Hub.HubException">It is neither a path nor an id that can be had from the Hub or its cache.</exception>
    public static TextEmbeddingGenerator Load(
        string nameOrPath, EmbeddingOptions? options = null, Device? device = null, string? revision = null)
    {
        var files = PretrainedFiles.Open(nameOrPath, revision);
        bool isFolder = Path.Exists(nameOrPath);
        return Load(files, options, device, isFolder ? NameOf(files) : nameOrPath);
    }

    /// <summary>The generator of a model whose files lie in a folder or in memory; all else as for the other form.</summary>
    public static TextEmbeddingGenerator Load(ModelFiles files, EmbeddingOptions? options = null, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(files);
        return Load(files, options, device, NameOf(files));
    }

    /// <summary>
    /// The embeddings of texts: one a text, in order, with the tokens that were read as usage. White space around a text is left out, and
    /// the prompt stands before it, as the reference does both.
    /// </summary>
    /// <param name="values">The texts.</param>
    /// <param name="options">
    /// <c>ModelId</c> and <c>Dimensions</c> may say what the model is; other values are refused. Of <c>AdditionalProperties</c> there are
    /// <c>prompt_name</c> (a name) and <c>normalize</c> (true or false); others are refused.
    /// </param>
    /// <param name="cancellationToken">Ends it after the batch that is being computed.</param>
    /// <exception cref="NotSupportedException">An option asks for what this model does not give; it is named.</exception>
    /// <exception cref="Data.DataException">A text is null, or the model cannot read it; it is named by its number.</exception>
    /// <exception cref="ObjectDisposedException">The generator was disposed of.</exception>
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var (prompt, normalizes) = Read(options);
        return Task.Run(() => Generate(values, prompt, normalizes, cancellationToken), cancellationToken);
    }

    /// <summary>This object, its <see cref="Metadata"/> or its <see cref="Extractor"/>; null for other types, and under any key.</summary>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null) return null;
        if (serviceType == typeof(EmbeddingGeneratorMetadata)) return Metadata;
        if (serviceType == typeof(FeatureExtractor)) return Extractor;
        return serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Ends its use; the encoder, which others may share, stays as it is.</summary>
    public void Dispose() => _isDisposed = true;

    private static TextEmbeddingGenerator Load(ModelFiles files, EmbeddingOptions? options, Device? device, string name)
    {
        options ??= new EmbeddingOptions();
        return new TextEmbeddingGenerator(SentenceEncoder.Load(files, device), options, options.ModelId ?? name);
    }

    private static string NameOf(ModelFiles files) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(files.Path)));

    private GeneratedEmbeddings<Embedding<float>> Generate(
        IEnumerable<string> values, string prompt, bool normalizes, CancellationToken cancellationToken)
    {
        var embeddings = new GeneratedEmbeddings<Embedding<float>>();
        var now = DateTimeOffset.UtcNow;
        long tokens = 0;
        foreach (var batch in Extractor.ComputeBatches(values.Select(text => Prompted(prompt, text))))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Extractor.RequireFinite(batch.Values);
            for (int row = 0; row < batch.TokenCounts.Length; row++)
            {
                float[] vector = batch.Values.AsSpan(row * Extractor.FeatureCount, Extractor.FeatureCount).ToArray();
                if (normalizes) Normalize(vector);
                embeddings.Add(new Embedding<float>(vector) { ModelId = Metadata.DefaultModelId, CreatedAt = now });
                tokens += batch.TokenCounts[row];
            }
        }

        embeddings.Usage = new UsageDetails { InputTokenCount = tokens, TotalTokenCount = tokens };
        return embeddings;
    }

    /// <summary>
    /// A text behind its prompt. The reference strips the whole, so that the space at a prompt's end goes where the text is empty.
    /// </summary>
    internal static TextInput Prompted(string prompt, string? text) =>
        text is null ? default : new TextInput(PythonStrip(prompt.Length == 0 ? text : prompt + text));

    // Python counts the separators U+001C to U+001F as white space, .NET does not.
    private static string PythonStrip(string text)
    {
        int start = 0, end = text.Length;
        while (start < end && IsSpace(text[start])) start++;
        while (end > start && IsSpace(text[end - 1])) end--;
        return text[start..end];
    }

    private static bool IsSpace(char c) => char.IsWhiteSpace(c) || c is >= '\x1c' and <= '\x1f';

    /// <summary>x / max(|x|, 1e-12), as the reference's Normalize.</summary>
    internal static void Normalize(float[] vector)
    {
        double square = 0;
        foreach (float x in vector) square += (double)x * x;
        double length = Math.Max(Math.Sqrt(square), 1e-12);
        for (int i = 0; i < vector.Length; i++) vector[i] = (float)(vector[i] / length);
    }

    private (string Prompt, bool Normalizes) Read(EmbeddingGenerationOptions? options)
    {
        if (options?.Dimensions is { } dimensions && dimensions != Extractor.FeatureCount)
            throw Refused(nameof(options.Dimensions), dimensions, $"{Extractor.FeatureCount}, the model's");
        if (options?.ModelId is { } model && model != Metadata.DefaultModelId)
            throw Refused(nameof(options.ModelId), model, $"{Metadata.DefaultModelId}, which is loaded");
        var (prompt, normalizes) = (_prompt, _normalizes);
        foreach (var (key, value) in options?.AdditionalProperties ?? [])
        {
            switch (key, value)
            {
                case ("prompt_name", null or string):
                    prompt = _model.PromptOf((string?)value ?? _promptName);
                    break;
                case ("normalize", bool asked):
                    normalizes = asked;
                    break;
                case ("normalize" or "prompt_name", _):
                    throw Refused($"AdditionalProperties['{key}']", value, key == "normalize" ? "true or false" : "a name");
                default:
                    throw Refused($"AdditionalProperties['{key}']", value, "prompt_name or normalize");
            }
        }

        return (prompt, normalizes);
    }

    private static NotSupportedException Refused(string option, object? found, string expected) => new(
        $"EmbeddingGenerationOptions.{option} is {found ?? "null"}. Expected {expected}. Leave it out, or load another model.");
}
