using Matiz.Data;
using Matiz.Features;
using Matiz.Models;
using Matiz.Sharing;
using Matiz.Tasks;
using Matiz.Tensors;
using Matiz.Training;

namespace Matiz.Workflows;

/// <summary>
/// A whole fine-tuning, from data and a model to a finished run folder: trained, measured on validation and test rows, beside its
/// baselines, with the map of the classes, a report and a model card. <c>matiz train</c> does the same.
/// </summary>
/// <remarks>
/// <see cref="Run(string, IProgress{FineTuningProgress}?, CancellationToken)"/> does everything. Its steps can be called one by one, in
/// this order: <see cref="Train"/>, <see cref="Measure"/>, <see cref="RunCompletion.AddBaselines"/>,
/// <see cref="RunCompletion.WriteReport"/>.
/// </remarks>
/// <example>
/// <code>
/// var data = Dataset.Load("train.csv", "validation.csv", "test.csv");
/// var tuning = new FineTuning(StartingModel.InFolder("distilbert-base-uncased"), data);
/// Console.WriteLine(tuning.Run("emotion").Results["test_f1"]);
/// </code>
/// </example>
public sealed class FineTuning
{
    private const string TrainSplit = "train", ValidationSplit = "validation";

    private readonly Dictionary<string, EncodedDataset> _encoded = new(StringComparer.Ordinal);
    private readonly Device _device;
    private Trainer? _trainer;

    /// <summary>Loads the model for the classes of the data, and encodes the rows.</summary>
    /// <param name="start">
    /// The model to begin with; a trained classifier keeps the order of its classes where the names are the same.
    /// </param>
    /// <param name="data">With a split <c>train</c>; <c>validation</c> and <c>test</c> where they are there.</param>
    /// <param name="options">Settings; null: the defaults.</param>
    /// <param name="device">Where the weights lie; null: <see cref="Device.Default"/>.</param>
    /// <exception cref="TrainingException">
    /// A label does not fit the model, rows that know their classes by numbers have another order than the model that goes on learning, or
    /// the device does not train in the precision that was asked of it.
    /// </exception>
    /// <exception cref="ModelException">The model is missing, damaged or of an unknown architecture.</exception>
    public FineTuning(StartingModel start, DatasetDict data, FineTuningOptions? options = null, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(data);
        (Start, Options, _device) = (start, options ?? new FineTuningOptions(), device ?? Device.Default);
        TrainingPrecision.Require(_device);
        var labels = data.Labels ?? new ClassLabel(["LABEL_0"]);
        ulong seed = (ulong)Options.Arguments.Seed;
        Model = AutoModelForSequenceClassification.FromPretrained(start.Files, labels, data.ProblemType, seed, _device);
        TrainingPrecision.RequireFloats(Model);
        LabelOrder.Require(data, Model.Labels);
        Data = data.WithLabels(Model.Labels);                   // a classifier that goes on learning keeps the order of its labels
        Arguments = Data.ContainsKey(ValidationSplit)
            ? Options.Arguments
            : Options.Arguments with { EvaluationStrategy = IntervalStrategy.No, LoadBestModelAtEnd = false };
        Summary = Data.Summary;
        foreach (var (name, split) in Data.Where(pair => IsUsed(pair.Key)))
        {
            var encoded = EncodedDataset.Encode(split, Model, Arguments.MaxLength);
            Summary = encoded.AddLengths(Summary, name);
            _encoded.Add(name, encoded);
        }
    }

    /// <summary>The model that it begins with.</summary>
    public StartingModel Start { get; }

    /// <summary>The settings.</summary>
    public FineTuningOptions Options { get; }

    /// <summary>The training arguments as they apply: without validation rows nothing is best.</summary>
    public TrainingArguments Arguments { get; }

    /// <summary>What is trained, in place.</summary>
    public SequenceClassificationModel Model { get; }

    /// <summary>The rows, their classes in the order of the model.</summary>
    public DatasetDict Data { get; }

    /// <summary>Counts of the rows, with their lengths in tokens.</summary>
    public DatasetSummary Summary { get; }

    /// <summary>How many steps there are.</summary>
    public int TotalSteps => TrainingPlan.For(Arguments, Data[TrainSplit].Count).TotalSteps;

    /// <summary>The tokens at which texts are cut.</summary>
    public int MaxLength => _encoded[TrainSplit].MaxLength;

    /// <summary>What is worth a look in the data, with the texts that are cut: one line each.</summary>
    public IReadOnlyList<string> Warnings =>
        [.. Data.Warnings, .. Summary.Warnings.Except(Data.Summary.Warnings, StringComparer.Ordinal)];

    /// <summary>Trains, measures, compares and reports, in a folder of its own.</summary>
    /// <param name="output">
    /// The run folder, locked meanwhile. An interrupted run is resumed where <see cref="TrainingArguments.Resume"/> is set, a finished
    /// one replaced where <see cref="TrainingArguments.Overwrite"/> is.
    /// </param>
    /// <param name="progress">Told what is done, and how far it has come.</param>
    /// <param name="cancellation">Stops between two steps or batches; a training leaves a checkpoint.</param>
    /// <exception cref="TrainingException">The folder is in use, or its run has other settings; or the training has diverged.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was triggered.</exception>
    public FineTuningResult Run(string output, IProgress<FineTuningProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(output);
        bool isResumed = Arguments.Resume && RunFolder.CanResume(output);
        if (!isResumed && !RunFolder.IsHalfReplaced(output)) RunFolder.RequireFree(output, Arguments.Overwrite);
        using var held = RunLock.Take(output);
        var folder = isResumed ? RunFolder.Resume(output) : RunFolder.Begin(output, Arguments.Overwrite);
        var steps = Relay.To(progress, (TrainingProgress value) => new FineTuningProgress(FineTuningPhase.Training) { Training = value });
        var training = Train(folder, steps, cancellation);
        progress?.Report(new FineTuningProgress(FineTuningPhase.Measuring));
        var (results, outputs) = Measure(folder, cancellation);
        var result = new FineTuningResult
        {
            Folder = output,
            Training = training,
            Results = results,
            Outputs = outputs,
            Warnings = Warnings,
        };
        return Options.WithReport ? AddReport(result, folder, progress, cancellation) : result;
    }

    /// <summary>How the settings of a run that wants to go on differ from what its folder recorded: none where it may.</summary>
    /// <param name="folder">The folder, opened.</param>
    public IReadOnlyList<SettingDifference> DifferencesTo(RunFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return folder.Settings is { } recorded ? recorded.DifferencesTo(NewTrainer(folder).Settings) : [];
    }

    /// <summary>Trains into a run folder; the model stands there at the end.</summary>
    /// <param name="folder">The folder, begun, or opened to be resumed; the caller holds its <see cref="RunLock"/>.</param>
    /// <param name="progress">Told after each step.</param>
    /// <param name="cancellation">Stops between two steps, with a checkpoint.</param>
    /// <inheritdoc cref="Trainer.Train"/>
    public TrainingResult Train(RunFolder folder, IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        _trainer = NewTrainer(folder);
        return _trainer.Train(progress, cancellation);
    }

    /// <summary>
    /// Measures the trained model on validation and test rows and writes what is left of the run: results, predictions, model card.
    /// </summary>
    /// <param name="folder">The folder into which <see cref="Train"/> wrote.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <returns>What <c>all_results.json</c> holds, and what the model says of each split.</returns>
    /// <exception cref="InvalidOperationException">Nothing was trained.</exception>
    public (IReadOnlyDictionary<string, double?> Results, IReadOnlyDictionary<string, PredictionOutput> Outputs) Measure(
        RunFolder folder, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var trainer = _trainer ?? throw new InvalidOperationException($"nothing was trained; call {nameof(Train)} first.");
        folder.WriteDatasetInfo(Summary);
        bool hasDummy = Options.WithReport && Data.ProblemType.LabelKind == LabelKind.Index;
        var dummy = hasDummy ? DummyBaseline.Fit(Data[TrainSplit]) : null;
        var outputs = new Dictionary<string, PredictionOutput>(StringComparer.Ordinal);
        foreach (var (split, prefix) in MeasuredSplits.All)
        {
            if (!_encoded.TryGetValue(split, out var encoded)) continue;
            var output = trainer.Predict(encoded, prefix, cancellation);
            outputs.Add(split, output);
            var results = new Dictionary<string, double?>(output.Metrics, StringComparer.Ordinal);
            if (dummy?.Measure(Data[split]).GetValueOrDefault("accuracy") is { } least) results[$"{prefix}_dummy_accuracy"] = least;
            folder.WriteResults(prefix, results);
        }

        folder.WritePredictions(Model, outputs.Select(pair => (Data[pair.Key], pair.Value)));
        var all = folder.WriteAllResults();
        ModelCard.Write(folder);
        return (all, outputs);
    }

    // A dataset may have splits of other names, of which nothing is learned.
    private static bool IsUsed(string split) =>
        split is TrainSplit || MeasuredSplits.All.Any(measured => string.Equals(measured.Split, split, StringComparison.Ordinal));

    private Trainer NewTrainer(RunFolder folder)
    {
        var settings = new Dictionary<string, System.Text.Json.Nodes.JsonNode?>(StringComparer.Ordinal)
        {
            ["no_report"] = !Options.WithReport,
        };
        foreach (var (key, value) in RecordedModel.Settings(Start)) settings[key] = value;
        foreach (var (key, value) in Options.Selection?.Record(Data) ?? []) settings[key] = value;
        foreach (var (key, value) in Options.AdditionalSettings) settings[key] = value;
        return new Trainer(Model, Arguments, _encoded[TrainSplit], _encoded.GetValueOrDefault(ValidationSplit))
        {
            AdditionalSettings = settings,
            RunFolder = folder,
        };
    }

    // What fails here costs the report, never the model.
    private FineTuningResult AddReport(
        FineTuningResult result, RunFolder folder, IProgress<FineTuningProgress>? progress, CancellationToken cancellation)
    {
        var warnings = result.Warnings.ToList();
        if (TextTask.For(Data.ProblemType).HasClasses)
        {
            try
            {
                var relay = Relay.To(
                    progress, (FeatureRouteProgress value) => new FineTuningProgress(FineTuningPhase.Baselines) { Baselines = value });
                var route = RunCompletion.AddBaselines(folder.Path, Start, Data, Arguments, _device, Options.Cache, relay, cancellation);
                result = result with { Baselines = route.Baselines };
                warnings.AddRange(route.CacheProblems);
            }
            catch (Exception exception) when (RunCompletion.IsNoReasonToFail(exception))
            {
                warnings.Add($"no baselines and no map: {exception.Message} The model is complete.");
            }
        }

        progress?.Report(new FineTuningProgress(FineTuningPhase.Reporting));
        try
        {
            result = result with { ReportPath = RunCompletion.WriteReport(folder.Path) };
        }
        catch (Exception exception) when (RunCompletion.IsNoReasonToFail(exception))
        {
            warnings.Add($"no report: {exception.Message} The run is complete; RunCompletion.WriteReport tries again.");
        }

        return result with { Warnings = warnings };
    }
}
