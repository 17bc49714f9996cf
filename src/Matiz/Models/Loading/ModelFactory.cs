using Matiz.Files;
using Matiz.Tensors;
using Matiz.Tokenizers;
using Matiz.Tokenizers.Sources;
using Matiz.Weights;

namespace Matiz.Models.Loading;

/// <summary>The steps by which files become a model.</summary>
internal static class ModelFactory
{
    /// <summary>Makes a model with a head of its architecture.</summary>
    /// <param name="files">Where they lie.</param>
    /// <param name="task">The head's task.</param>
    /// <param name="plan">Says what becomes of the checkpoint's head.</param>
    /// <param name="device">Where the weights will lie; null: <see cref="Device.Default"/>.</param>
    /// <param name="seed">For weights that the checkpoint lacks.</param>
    /// <param name="from">Whose weights are read; null: the first that are there.</param>
    public static ModelWithHead MakeWithHead(
        ModelFiles files, string task, Func<ModelConfig, WeightFiles, ModelHead, HeadPlan> plan, Device? device, ulong seed,
        WeightFormat? from)
    {
        ArgumentNullException.ThrowIfNull(files);
        var found = ModelConfig.Load(files);
        var architecture = Architecture.ForConfig(found);
        var kind = architecture.HeadFor(task, found);
        using var weights = WeightFiles.Open(files, from);
        var head = plan(found, weights, kind);
        return Make(
            files, weights, found, head.Config.WithArchitecture(kind.ClassName), architecture, kind.New, head, device, seed);
    }

    /// <summary>Reads tokenizer and weights, and makes a model of them.</summary>
    /// <param name="files">Where they lie.</param>
    /// <param name="weights">The weights among them.</param>
    /// <param name="found">The config as it was read.</param>
    /// <param name="config">The config of the model to be made.</param>
    /// <param name="architecture">What it names.</param>
    /// <param name="make">Makes encoder or classifier.</param>
    /// <param name="head">What becomes of a classifier's head; null for an encoder.</param>
    /// <param name="device">Where the weights will lie; null: <see cref="Device.Default"/>.</param>
    /// <param name="seed">For weights that the checkpoint lacks.</param>
    /// <param name="needsTokenizer">Whether there must be a tokenizer; one that is there is read and held to the weights anyway.</param>
    public static TModel Make<TModel>(
        ModelFiles files,
        WeightFiles weights,
        ModelConfig found,
        ModelConfig config,
        Architecture architecture,
        Func<ParameterLoader, TModel> make,
        HeadPlan? head,
        Device? device,
        ulong seed,
        bool needsTokenizer = true)
    {
        var quantization = QuantizationReader.Read(found);
        var chosen = ModelDevice.Choose(device, quantization);
        KernelRehearsal.Begin(chosen);
        bool hasTokenizer = needsTokenizer || TokenizerSources.FileNames.Any(name => files.Exists(name));
        var tokenizer = hasTokenizer ? AutoTokenizer.FromPretrained(files) : null;
        bool isSameClass = found.Architectures.SequenceEqual(config.Architectures, StringComparer.Ordinal);
        var origin = new PretrainedOrigin
        {
            Files = files,
            Architecture = architecture,
            Config = config,
            Tokenizer = tokenizer!,
            Quantization = quantization,
            RecordedMaxLength = quantization is null ? null : QuantizationRecord.ReadMaxLength(files),
            Buffers = isSameClass ? StoredBuffer.ReadAll(weights) : [],
        };
        var loader = new ParameterLoader(origin, weights, head, chosen, seed);
        var model = make(loader);
        if (tokenizer is not null) CheckVocabulary(config, tokenizer, loader.VocabularySize);
        loader.Finish();
        return model;
    }

    // Fewer tokens than rows are common: embeddings are rounded up. So are added tokens that the weights were never given; a row of data
    // that has one is refused when it comes.
    private static void CheckVocabulary(ModelConfig config, Tokenizer tokenizer, ConfigSize rows)
    {
        if (tokenizer.VocabularyTokenFrom(rows.Value) is null) return;
        throw new ModelException(config.Path,
            $"the tokenizer has {tokenizer.VocabularySize} tokens, but the embedding ('{rows.Key}') has {rows.Value} rows. "
                + "Do tokenizer and weights come from two different models?");
    }
}
