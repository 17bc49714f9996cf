using System.CommandLine;
using System.Text.Json.Nodes;
using Matiz.Cli.Options;
using Matiz.Data;
using Matiz.Defaults;
using Matiz.Metrics;
using Matiz.Training;

namespace Matiz.Cli.Runs;

/// <summary>
/// What a training is asked to do: the recipe with what was typed over it; of a resumed run, what it recorded, which must agree with
/// what was typed.
/// </summary>
internal sealed class RunRequest
{
    private const string ModelKey = "model_name_or_path", ProblemTypeKey = "problem_type", NoReportKey = "no_report";

    private readonly RunSettings _settings;

    private RunRequest(RunSettings settings, TrainingArguments arguments, string output, bool isResumed)
    {
        (_settings, Output, IsResumed) = (settings, output, isResumed);
        Data = new DataRequest(key => settings[key]);
        ProblemType = settings[ProblemTypeKey] is { } name ? ProblemTypes.Parse(name.GetValue<string>()) : ProblemType.SingleLabelClassification;
        string metric = arguments.Metric is { } told ? MetricCatalog.Find(told).Name : ProblemType == ProblemType.Regression ? "loss" : "f1";
        RequireMetric(metric, ProblemType);
        Arguments = arguments with { Metric = metric, OutputDirectory = output };
        Model = settings[ModelKey] is { } model ? ModelSource.Find(model.GetValue<string>()) : ModelSource.Embedded();
    }

    /// <summary>The model to begin with.</summary>
    public ModelSource Model { get; }

    public DataRequest Data { get; }

    public ProblemType ProblemType { get; }

    public TrainingArguments Arguments { get; init; }

    /// <summary>The run folder.</summary>
    public string Output { get; }

    /// <summary>Whether an earlier run is to be gone on with, and its folder was found.</summary>
    public bool IsResumed { get; }

    public bool NoReport => _settings[NoReportKey]?.GetValue<bool>() ?? false;

    /// <summary>The number of threads that was recorded; null for a new run.</summary>
    public int? RecordedThreads => IsResumed ? _settings["threads"]?.GetValue<int>() : null;

    /// <summary>The hashes that an earlier run recorded; null for a new run.</summary>
    public JsonArray? RecordedHashes => IsResumed ? _settings["data_files"] as JsonArray : null;

    /// <summary>The request of a command line.</summary>
    /// <exception cref="UsageException">Options contradict each other, or the recorded ones.</exception>
    /// <exception cref="TrainingException">The output folder is in use.</exception>
    public static RunRequest Of(ParseResult parse, RunOptionSet run, DataOptionSet data, TrainingOptionSet training)
    {
        var typed = Typed(parse, run, data);
        bool overwrite = parse.GetValue(run.Overwrite), resume = parse.GetValue(run.Resume);
        string? output = parse.GetValue(run.Output);
        if (resume && output is null) throw new UsageException("--resume was given without --output. The folder of the interrupted run was expected. Give --output FOLDER.");
        if (resume && overwrite) throw new UsageException("--resume and --overwrite were both given. One of them was expected: go on with the run, or replace it. Leave one out.");
        if (resume && RunFolder.IsRunFolder(output!)) return Resumed(parse, training, typed, output!);

        var arguments = training.Read(parse, TrainingOptionSet.Recipe);
        var settings = typed.Aggregate(RunSettings.Of(arguments), (all, pair) => all.With(pair.Key, pair.Value));
        string name = typed.TryGetValue(ModelKey, out var model) ? ModelSource.Find(model!.GetValue<string>()).RunName : EmbeddedEncoder.Name;
        output ??= RunFolder.NextFree("runs", name);
        RunFolder.RequireFree(output, overwrite);
        return new RunRequest(settings, arguments with { Overwrite = overwrite }, output, isResumed: false);
    }

    /// <summary>What the run records besides its arguments.</summary>
    public Dictionary<string, JsonNode?> Record(DatasetDict data)
    {
        var record = new Dictionary<string, JsonNode?>(Data.Record(data), StringComparer.Ordinal)
        {
            [ModelKey] = Model.Name,
            [NoReportKey] = NoReport,
            ["dataset"] = Data.IsSample ? EmbeddedSample.Name : null,
            ["data_files"] = DataRequest.HashesOf(data),
        };
        return record;
    }

    private static RunRequest Resumed(ParseResult parse, TrainingOptionSet training, Dictionary<string, JsonNode?> typed, string output)
    {
        var recorded = RunSettings.Load(output);
        if (recorded["command"]?.GetValue<string>() is FeaturesRequest.Command)
            throw new UsageException($"{output}: this is a run of matiz features, which has nothing to go on with. The folder of an interrupted training was expected. Name another --output.");
        foreach (string key in DataRequest.PathKeys.Append(ModelKey)) KeepSpelling(typed, key, recorded[key]);
        var arguments = training.Read(parse, recorded.ToArguments());
        if (arguments.Metric is { } metric) arguments = arguments with { Metric = MetricCatalog.Find(metric).Name };
        var settings = typed.Aggregate(recorded.With(RunSettings.Of(arguments)), (all, pair) => all.With(pair.Key, pair.Value));
        var differences = recorded.DifferencesTo(settings, training.GivenKeys(parse).Concat(typed.Keys));
        if (differences.Count > 0)
        {
            throw new UsageException(
                $"{output}: the run to resume has other settings: {string.Join("; ", differences)}. "
                + "A resumed run needs the same. Leave these options out, or start a new run with another --output.");
        }

        return new RunRequest(settings, arguments with { Resume = true }, output, isResumed: true);
    }

    private static Dictionary<string, JsonNode?> Typed(ParseResult parse, RunOptionSet run, DataOptionSet data)
    {
        var typed = DataRequest.Typed(parse, data);
        if (parse.GetValue(run.Model) is { } model) typed[ModelKey] = model;
        if (parse.GetValue(run.NoReport)) typed[NoReportKey] = true;
        return typed;
    }

    // data/train.csv and ./data/train.csv are one file.
    private static void KeepSpelling(Dictionary<string, JsonNode?> typed, string key, JsonNode? recorded)
    {
        if (!typed.TryGetValue(key, out var given) || recorded is null) return;
        if (Paths(given).SequenceEqual(Paths(recorded), StringComparer.Ordinal)) typed[key] = recorded;
    }

    private static IEnumerable<string> Paths(JsonNode? node) =>
        (node is JsonArray list ? list.Select(item => item!.GetValue<string>()) : [node!.GetValue<string>()]).Select(Path.GetFullPath);

    private static void RequireMetric(string metric, ProblemType problemType)
    {
        var known = problemType switch
        {
            ProblemType.MultiLabelClassification => MetricCatalog.MultiLabel,
            ProblemType.Regression => MetricCatalog.Regression,
            _ => MetricCatalog.SingleLabel,
        };
        if (known.Contains(metric, StringComparer.Ordinal)) return;
        throw new UsageException($"--metric: '{metric}' does not exist for {problemType.ToConfigName()}. Expected one of {string.Join(", ", known)}. Choose one of these.");
    }
}
