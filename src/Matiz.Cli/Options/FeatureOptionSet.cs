using System.CommandLine;
using Matiz.Cli.Paths;
using Matiz.Features;
using Matiz.Inference;
using Matiz.Tensors;
using Matiz.Training;
using Matiz.Workflows;
using static Matiz.Cli.Options.OptionFactory;

namespace Matiz.Cli.Options;

/// <summary>Which features are taken of a frozen encoder, and what is learned from them.</summary>
internal sealed class FeatureOptionSet : IOptionSet
{
    private const int DefaultMaxLength = 128;

    public Option<string?> Pooling { get; } = Choice(
        "--pooling",
        "How a text's vector is made of its tokens': the first, their mean, their maxima (default cls)", SettingNames.All<Pooling>());

    public Option<int?> Layer { get; } = Whole("--layer", "Layer whose output is taken, 0 being the embeddings (default: the last)", 0);

    public Option<int?> MaxLength { get; } = Whole("--max-length", "Tokens at which a text is cut (default 128)", 1);

    public Option<int?> TokenBound { get; } = Whole("--token-bound", "Most tokens computed at once; bounds memory (default 4096)", 1);

    public Option<double?> C { get; } = Real(
        "--C", "Inverse strength of the L2 penalty (default 1)", "a number above 0", value => value > 0);

    public Option<int?> MaxIterations { get; } = Whole("--max-iter", "Steps of the logistic regression at most (default 3000)", 1);

    public Option<string?> ClassWeight { get; } = Path(
        "--class-weight", "balanced|F",
        "Weight of each class in the loss: balanced, or a JSON file {\"name\": weight}", new ReadsFile());

    public Option<long?> Seed { get; } = OptionFactory.Seed("--seed", "Fixes the map and the rows drawn for validation (default 42)");

    public Option<bool> SaveModel { get; } = Flag(
        "--save-model",
        "Save encoder and classifier as a sentence-transformers folder to predict with");

    public Option<string?> Export { get; } = Path(
        "--export", "F.npy|F.safetensors",
        "Write the features: of train to F.npy, of others to F.SPLIT.npy; or all to F.safetensors",
        new WritesFile(FeatureRunOptions.ExportExtensions)
        {
            NeedsExtension = true,
            Example = "features.npy",
            Besides = FeatureRunOptions.FilesBesideExport,
        });

    public Option<bool> NoCache { get; } = Flag(
        "--no-cache",
        "Neither read nor keep features in the cache (MATIZ_CACHE moves it; default ~/.cache/matiz)");

    public string Title => "Features";

    public IReadOnlyList<Option> All =>
        [Pooling, Layer, MaxLength, TokenBound, C, MaxIterations, ClassWeight, Seed, SaveModel, Export, NoCache];

    /// <summary>Pooling and layer.</summary>
    public FeatureOptions ReadFeatures(ParseResult parse) => new()
    {
        Pooling = parse.GetValue(Pooling) is { } pooling ? SettingNames.Parse<Pooling>(pooling) : Tensors.Pooling.Cls,
        Layer = parse.GetValue(Layer),
    };

    /// <summary>How texts are cut and gathered.</summary>
    public InferenceOptions ReadInference(ParseResult parse)
    {
        var options = new InferenceOptions { MaxLength = parse.GetValue(MaxLength) ?? DefaultMaxLength, ReadAhead = 2048 };
        return parse.GetValue(TokenBound) is { } bound ? options with { TokenBound = bound } : options;
    }

    /// <summary>What is learned.</summary>
    /// <exception cref="TrainingException">The class weights cannot be read.</exception>
    public FeatureRouteOptions ReadRoute(ParseResult parse, int threads, bool withMap)
    {
        var options = new FeatureRouteOptions
        {
            ClassWeights = parse.GetValue(ClassWeight) is { } weights ? ClassWeights.Parse(weights) : null,
            Seed = ReadSeed(parse),
            Threads = threads,
            WithMap = withMap,
            Cache = parse.GetValue(NoCache) ? null : new FeatureCache(),
        };
        if (parse.GetValue(C) is { } c) options = options with { C = c };
        return parse.GetValue(MaxIterations) is { } steps ? options with { MaxIterations = steps } : options;
    }

    /// <summary>What draws.</summary>
    public long ReadSeed(ParseResult parse) => parse.GetValue(Seed) ?? 42;
}
