using System.Globalization;
using Matiz.Cli.Terminal;
using Matiz.Data;
using Matiz.Defaults;
using Matiz.Features;
using Matiz.Models;
using Matiz.Sharing;
using Matiz.Tensors;
using Matiz.Training;

namespace Matiz.Cli.Runs;

/// <summary>One training from encoded rows to a finished run folder.</summary>
internal sealed class RunInProgress(RunRequest request, DatasetDict data, SequenceClassificationModel model, bool isVerbose)
{
    private readonly Dictionary<string, EncodedDataset> _encoded = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PredictionOutput> _outputs = new(StringComparer.Ordinal);
    private DatasetSummary _summary = data.Summary;

    public RunRequest Request { get; } = request;

    public SequenceClassificationModel Model { get; } = model;

    public bool IsVerbose { get; } = isVerbose;

    /// <summary>What the data is like, with the texts that are cut.</summary>
    /// <summary>What is good to know of how the rows were read.</summary>
    public IReadOnlyList<string> DataNotes => data.Notes;

    public IReadOnlyList<string> Warnings => [.. data.Warnings, .. _summary.Warnings.Except(data.Summary.Warnings, StringComparer.Ordinal)];

    /// <summary>The split that the class table is about: test, else validation.</summary>
    public (string Split, PredictionOutput Output)? LastMeasured =>
        _outputs.TryGetValue("test", out var test) ? ("test", test) : _outputs.TryGetValue("validation", out var validation) ? ("validation", validation) : null;

    // Where nothing can be evaluated, nothing is best.
    private TrainingArguments Arguments => data.ContainsKey("validation")
        ? Request.Arguments
        : Request.Arguments with { EvaluationStrategy = IntervalStrategy.No, LoadBestModelAtEnd = false };

    /// <summary>Turns the texts of every split into tokens.</summary>
    public void Encode()
    {
        foreach (var (name, split) in data)
        {
            var encoded = EncodedDataset.Encode(split, Model, Arguments.MaxLength);
            int[] lengths = [.. encoded.Lengths.Zip(encoded.DroppedTokens, (kept, dropped) => kept + dropped)];
            _summary = _summary.WithTokenLengths(name, lengths, encoded.MaxLength, encoded.Limit.IsPositionTable);
            _encoded.Add(name, encoded);
        }
    }

    /// <summary>A trainer that writes into a run folder.</summary>
    /// <param name="folder">The folder, begun or opened.</param>
    public Trainer NewTrainer(RunFolder folder) => new(Model, Arguments, _encoded["train"], _encoded.GetValueOrDefault("validation"))
    {
        AdditionalSettings = Request.Record(data),
        RunFolder = folder,
    };

    /// <summary>The recipe, in words.</summary>
    public string Describe()
    {
        var a = Arguments;
        var plan = TrainingPlan.For(a, data["train"].Count);
        var table = new TextTable("ll");
        table.Row("data", RunDescription.Data(Request.Data, data));
        table.Row("model", RunDescription.Model(Request.Model, Model.Config, Model.Parameters));
        string length = a.MaxSteps > 0 ? Numbers.Of(a.MaxSteps, "step") : $"{Numbers.Setting(a.Epochs)} {(a.Epochs == 1 ? "epoch" : "epochs")}, {Numbers.Of(plan.TotalSteps, "step")}";
        table.Row("recipe", $"{length}, batch {a.BatchSize}{(a.GradientAccumulation > 1 ? $" × {a.GradientAccumulation}" : "")}, learning rate {Numbers.Setting(a.LearningRate)} {SettingNames.Of(a.Scheduler)}, warm-up {Numbers.Of(a.WarmupStepsOf(plan.TotalSteps), "step")}");
        table.Row("", $"weight decay {Numbers.Setting(a.WeightDecay)}, clip {Numbers.Setting(a.MaxGradientNorm)}, max length {_encoded["train"].MaxLength}, seed {a.Seed.ToString(CultureInfo.InvariantCulture)}");
        table.Row("computing", RunDescription.Computing(Model.Device));
        table.Row("output", Request.Output);
        return table.Render().TrimEnd('\n');
    }

    /// <summary>Measures the saved model and writes what is left of the run folder.</summary>
    /// <returns>What <c>all_results.json</c> holds.</returns>
    public IReadOnlyDictionary<string, double?> Finish(Trainer trainer, CancellationToken interrupt)
    {
        var folder = trainer.RunFolder!;
        folder.WriteDatasetInfo(_summary);
        var baseline = Request.NoReport || data.ProblemType.LabelKind != LabelKind.Index ? null : DummyBaseline.Fit(data["train"]);
        foreach (var (split, prefix) in MeasuredSplits.All)
        {
            if (!_encoded.TryGetValue(split, out var encoded)) continue;
            var output = trainer.Predict(encoded, prefix, interrupt);
            _outputs.Add(split, output);
            var results = new Dictionary<string, double?>(output.Metrics, StringComparer.Ordinal);
            if (baseline?.Measure(data[split]).GetValueOrDefault("accuracy") is { } dummy) results[$"{prefix}_dummy_accuracy"] = dummy;
            folder.WriteResults(prefix, results);
        }

        folder.WritePredictions(Model, _outputs.Select(pair => (data[pair.Key], pair.Value)));
        Card(folder).Save(Request.Output);
        return folder.WriteAllResults();
    }

    private ModelCard Card(RunFolder folder) => new()
    {
        Name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(Request.Output))),
        BaseModel = Request.Model.IsEmbedded ? "sentence-transformers/" + EmbeddedEncoder.Name : Request.Model.RunName,
        License = Request.Model.IsEmbedded ? "apache-2.0" : null,
        DataDescription = $"{Numbers.Of(data["train"].Count, "text")} of {(Request.Data.IsSample ? EmbeddedSample.Name : string.Join(", ", data.Files.Where(file => file.Split is "train").Select(file => Path.GetFileName(file.Path))))}",
        Model = Model,
        Arguments = Arguments,
        Results = folder.ReadResults("eval").Concat(folder.ReadResults("test")).ToDictionary(StringComparer.Ordinal),
    };
}
