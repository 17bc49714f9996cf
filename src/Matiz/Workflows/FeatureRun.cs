using System.Diagnostics;
using System.Text.Json.Nodes;
using Matiz.Data;
using Matiz.Features;
using Matiz.Inference;
using Matiz.Models;
using Matiz.Sharing;
using Matiz.Tensors;
using Matiz.Training;

namespace Matiz.Workflows;

/// <summary>
/// The way without fine-tuning as a whole job, from data and a frozen encoder to a finished run folder. <c>matiz features</c> does the
/// same; <see cref="FeatureRoute"/> computes the same in memory.
/// </summary>
/// <example>
/// <code>
/// var run = new FeatureRun(StartingModel.InFolder("all-MiniLM-L6-v2"), data, new FeatureRunOptions { SaveModel = true });
/// Console.WriteLine(run.Run("emotion-features").Results["eval_accuracy"]);
/// </code>
/// </example>
public sealed class FeatureRun
{
    /// <summary>The command as <c>training_args.json</c> records it.</summary>
    public const string Command = "features";

    private readonly FeatureRouteOptions _route;

    /// <summary>Loads the encoder.</summary>
    /// <param name="start">The model whose encoder reads the texts.</param>
    /// <param name="data">With a split <c>train</c>; <c>validation</c> and <c>test</c> are measured where they are there.</param>
    /// <param name="options">Settings; null: the defaults.</param>
    /// <param name="device">Where to compute; null: <see cref="Device.Default"/>.</param>
    /// <exception cref="TrainingException">
    /// The encoder has no such layer, or the model is to be saved with one that has no folder of its own.
    /// </exception>
    /// <exception cref="ModelException">The model is missing, damaged or of an unknown architecture.</exception>
    public FeatureRun(StartingModel start, DatasetDict data, FeatureRunOptions? options = null, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(data);
        (Start, Data, Options) = (start, data, options ?? new FeatureRunOptions());
        _route = Options.Route with { WithMap = Options.Route.WithMap && Options.WithReport };
        var encoder = AutoModel.FromPretrained(start.Files, device);
        if (Options.Features.Layer is { } layer && layer > encoder.LayerCount)
        {
            throw new TrainingException(
                $"FeatureOptions.Layer {layer}: the encoder has {Counted.Words(encoder.LayerCount, "layer")}. "
                + $"A number from 0 (the embeddings) to {encoder.LayerCount} was expected. Correct FeatureOptions.Layer.");
        }

        if (Options.SaveModel && Options.Features.Layer < encoder.LayerCount && !encoder.FirstLayersAreAModel)
        {
            throw new TrainingException(
                $"FeatureRunOptions.SaveModel with FeatureOptions.Layer {Options.Features.Layer}: the first layers of this encoder are no "
                + "model of their own, since what comes from the last one is normalized once more. "
                + $"Layer {encoder.LayerCount} was expected. Leave out one of the two.");
        }

        Extractor = new FeatureExtractor(encoder, Options.Features, Options.Inference);
    }

    /// <summary>The model whose encoder reads the texts.</summary>
    public StartingModel Start { get; }

    /// <summary>The rows.</summary>
    public DatasetDict Data { get; }

    /// <summary>The settings.</summary>
    public FeatureRunOptions Options { get; }

    /// <summary>Encoder, tokenizer and pooling.</summary>
    public FeatureExtractor Extractor { get; }

    /// <summary>Extracts, fits, measures, draws and reports, in a folder of its own, which is locked meanwhile.</summary>
    /// <param name="output">The run folder. An earlier run in it stands until all of the new one is written.</param>
    /// <param name="progress">Told what is done, and how far it has come.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="TrainingException">The folder is in use, the labels are numbers, or class weights do not fit them.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was triggered.</exception>
    public FeatureRunResult Run(string output, IProgress<FeatureRouteProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(output);
        if (!RunFolder.IsHalfReplaced(output)) RunFolder.RequireFree(output, Options.Overwrite);
        using var held = RunLock.Take(output);
        var folder = RunFolder.Begin(output, Options.Overwrite);
        try
        {
            long start = Stopwatch.GetTimestamp();
            var route = Compute(progress, cancellation);
            var result = Save(folder, route, Stopwatch.GetElapsedTime(start));
            return Options.WithReport ? result with { ReportPath = RunCompletion.WriteReport(output) } : result;
        }
        finally
        {
            folder.Discard();
        }
    }

    /// <summary>Extracts, fits, measures and draws, and writes nothing but the cache.</summary>
    /// <inheritdoc cref="FeatureRoute.Run"/>
    public FeatureRouteResult Compute(IProgress<FeatureRouteProgress>? progress = null, CancellationToken cancellation = default) =>
        FeatureRoute.Run(Extractor, Data, _route, progress, cancellation);

    /// <summary>Writes the export and the run folder, but for its report.</summary>
    /// <param name="folder">Begun for it; the caller holds its <see cref="RunLock"/>.</param>
    /// <param name="route">What was computed.</param>
    /// <param name="runtime">How long that took.</param>
    public FeatureRunResult Save(RunFolder folder, FeatureRouteResult route, TimeSpan runtime)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(route);
        var exported = Export(route);
        var summary = SummaryOf(route);
        folder.WriteSettings(SettingsFor(folder));
        folder.WriteDatasetInfo(summary);
        if (Options.SaveModel) route.Model.Save(folder.Place);
        if (Options.WithReport) route.Save(folder.Place);
        foreach (string split in route.Outputs.Keys)
            folder.WriteResults(MeasuredSplits.PrefixOf(split), Options.WithReport ? route.MetricsOf(split) : route.Outputs[split].Metrics);
        folder.WritePredictions(route.Model, route.Outputs.Select(pair => (Data[pair.Key], pair.Value)));
        var trained = new Dictionary<string, double?>(route.TrainMetrics, StringComparer.Ordinal)
        {
            ["train_runtime"] = runtime.TotalSeconds,
        };
        folder.WriteResults("train", trained);
        var results = folder.WriteAllResults();
        if (Options.SaveModel) ModelCard.Write(folder);
        folder.Commit();
        return new FeatureRunResult
        {
            Folder = folder.Path,
            Route = route,
            Results = results,
            Exported = exported,
            Warnings = [.. Data.Warnings, .. WarningsOf(route)],
        };
    }

    /// <summary>What is worth a look besides <see cref="DatasetDict.Warnings"/>: texts that are cut, and what the route met.</summary>
    public IReadOnlyList<string> WarningsOf(FeatureRouteResult route)
    {
        ArgumentNullException.ThrowIfNull(route);
        return [.. SummaryOf(route).Warnings.Except(Data.Summary.Warnings, StringComparer.Ordinal), .. route.Warnings];
    }

    private IReadOnlyList<string> Export(FeatureRouteResult route) => Options.Export is { } path
        ? FeatureExport.Save(path, route.Features.ToDictionary(pair => pair.Key, pair => pair.Value.Features, StringComparer.Ordinal), Data)
        : [];

    private DatasetSummary SummaryOf(FeatureRouteResult route) => route.Features.Aggregate(Data.Summary, (summary, split) =>
    {
        int[] lengths = [.. split.Value.TokenCounts.Zip(split.Value.DroppedTokens, (kept, dropped) => kept + dropped)];
        return summary.WithTokenLengths(split.Key, lengths, Extractor.MaxLength, Extractor.Limit.IsPositionTable);
    });

    private RunSettings SettingsFor(RunFolder folder)
    {
        var settings = RecordedModel.Settings(Start)
            .Aggregate(RunSettings.Empty.WithBaseModel(Start.Files.Path), (all, pair) => all.With(pair.Key, pair.Value))
            .With("command", Command)
            .With("problem_type", Data.ProblemType.Name)
            .With("labels", new JsonArray([.. Data.Labels!.Names.Select(name => JsonValue.Create(name))]))
            .With("pooling", SettingNames.Name(Options.Features.Pooling))
            .With("layer", Options.Features.Layer)
            .With("C", _route.C)
            .With("max_iter", _route.MaxIterations)
            .With("seed", _route.Seed)
            .With("max_length", Options.Inference.MaxLength)
            .With("effective_max_length", Extractor.MaxLength)
            .With("token_bound", Options.Inference.TokenBound)
            .With("extractor_sha256", Extractor.Fingerprint)
            .With("no_cache", _route.Cache is null)
            .With("no_report", !Options.WithReport)
            .With("save_model", Options.SaveModel)
            .With("export", Options.Export)
            .With("output_dir", folder.Path)
            .With("train_rows", Data["train"].Count)
            .WithClassWeights(_route.ClassWeights)
            .WithMachine(Extractor.Encoder.Device);
        return (Options.Selection?.Record(Data) ?? []).Aggregate(settings, (all, pair) => all.With(pair.Key, pair.Value));
    }
}
