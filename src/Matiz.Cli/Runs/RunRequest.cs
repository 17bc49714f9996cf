using System.CommandLine;
using System.Text.Json.Nodes;
using Matiz.Cli.Options;
using Matiz.Data;
using Matiz.Metrics;
using Matiz.Tasks;
using Matiz.Training;
using Matiz.Workflows;

namespace Matiz.Cli.Runs;

/// <summary>
/// What a training is asked to do: the recipe with what was typed over it; of a resumed run, what it recorded, which must agree with
/// what was typed.
/// </summary>
internal sealed class RunRequest
{
    private const string ModelKey = "model_name_or_path", RevisionKey = "model_revision", NoReportKey = "no_report";
    private const string DatasetKey = "dataset_name";

    private readonly RunSettings _settings;

    private RunRequest(RunSettings settings, TrainingArguments arguments, string? output, bool isResumed, ModelFinder finder)
    {
        (_settings, Output, IsResumed) = (settings, output ?? "", isResumed);
        Data = new DataSelection(key => settings[key], ProgramInputs.Sample);
        string metric = arguments.Metric is { } told ? MetricOf(told) : Task.DefaultMetric;
        RequireMetric(metric, Task);
        Arguments = arguments with { Metric = metric, OutputDirectory = output };
        Model = finder.FindRecorded(RecordedModel.From(settings));
        if (output is not null) RunPlace.RequireApartFromModel(output, Model);
    }

    /// <summary>The model to begin with.</summary>
    public ModelSource Model { get; }

    public DataSelection Data { get; }

    public ProblemType ProblemType => Data.ProblemType;

    public TextTask Task => TextTask.For(ProblemType);

    public TrainingArguments Arguments { get; private set; }

    /// <summary>The run folder; empty before <see cref="TakeFolder"/> where none was named.</summary>
    public string Output { get; private set; }

    /// <summary>The recorded settings that were typed, by their keys in <c>training_args.json</c>.</summary>
    public IReadOnlyList<string> GivenKeys { get; private init; } = [];

    /// <summary>Whether an earlier run is resumed, and its folder was found.</summary>
    public bool IsResumed { get; }

    public bool NoReport => _settings[NoReportKey]?.GetValue<bool>() ?? false;

    /// <summary>The number of threads that was recorded; null for a new run.</summary>
    public int? RecordedThreads => IsResumed ? _settings["threads"]?.GetValue<int>() : null;

    /// <summary>What was computed in, as recorded; null for a new run, and where nothing is recorded.</summary>
    public string? RecordedPrecision => IsResumed ? _settings["precision"]?.GetValue<string>() : null;

    /// <summary>The job of the library.</summary>
    public FineTuningOptions Options => new() { Arguments = Arguments, WithReport = !NoReport, Selection = Data };

    /// <summary>The request of a command line.</summary>
    /// <exception cref="UsageException">Options contradict each other, or the recorded ones.</exception>
    /// <exception cref="TrainingException">The output folder is in use.</exception>
    public static RunRequest Read(ParseResult parse, RunOptionSet run, DataOptionSet data, TrainingOptionSet training, ModelFinder finder)
    {
        var typed = Typed(parse, run, data);
        bool overwrite = parse.GetValue(run.Overwrite), resume = parse.GetValue(run.Resume);
        string? output = parse.GetValue(run.Output);
        if (resume && output is null)
            throw new UsageException(
                "--resume was given without --output. The folder of the interrupted run was expected. Give --output FOLDER.");
        if (resume && overwrite)
            throw new UsageException(
                "--resume and --overwrite were both given. One of them was expected: go on with the run, or replace it. Leave one out.");
        IgnoredOptions.RequireNone(typed);
        if (resume && RunFolder.CanResume(output!)) return Resumed(parse, training, typed, output!, finder);
        if (resume && !DataSelection.PathKeys.Append(ModelKey).Append(DatasetKey).Any(typed.ContainsKey))
        {
            throw new UsageException(
                $"{output}: there is no run to go on with ({RunSettings.FileName} is missing), and neither data nor a model is named "
                + "to begin one. "
                + "The folder of an interrupted run was expected. Check --output, or give the options of the run again.");
        }


        var arguments = training.Read(parse, TrainingOptionSet.Recipe);
        var settings = typed.Aggregate(RunSettings.From(arguments), (all, pair) => all.With(pair.Key, pair.Value));
        if (output is not null) RunFolder.RequireFree(output, overwrite);
        return new RunRequest(settings, arguments with { Overwrite = overwrite }, output, isResumed: false, finder)
        {
            GivenKeys = training.GivenKeys(parse),
        };
    }

    /// <summary>Takes the run folder for this process, made where it is absent; where none was named, the next free one.</summary>
    /// <returns>The lock: held until the run has ended.</returns>
    /// <exception cref="TrainingException">Another run is at work there, or the folder is in use.</exception>
    public RunLock TakeFolder()
    {
        var held = Output.Length == 0 ? RunLock.TakeNextFree("runs", Model.RunName) : RunLock.Take(Output);
        try
        {
            Output = held.Folder;
            Arguments = Arguments with { OutputDirectory = Output };
            if (!IsResumed) RunFolder.RequireFree(Output, Arguments.Overwrite);         // another run may have come before
            return held;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>The folder of the run, opened or begun; <see cref="TakeFolder"/> comes before.</summary>
    public RunFolder OpenFolder() => IsResumed ? RunFolder.Resume(Output) : RunFolder.Begin(Output, Arguments.Overwrite);

    /// <summary>Reads the rows; of a resumed run the files must be those that it recorded.</summary>
    public DatasetDict LoadData(CommandHost host, Notes notes) => IsResumed
        ? Recorded(host).LoadData()
        : DatasetDownload.Show(host, notes, Data.DatasetName, access => Data.Load(Arguments.Seed, host.Input, access));

    /// <summary>The rows of a resumed run with the classes in the order of its model.</summary>
    public DatasetDict LoadDataAsLabelled(CommandHost host) => Recorded(host).LoadDataAsLabelled();

    private RecordedRun Recorded(CommandHost host) => new(Output, _settings, ProgramInputs.For(host, isQuiet: true));

    private static RunRequest Resumed(
        ParseResult parse, TrainingOptionSet training, Dictionary<string, JsonNode?> typed, string output, ModelFinder finder)
    {
        RunPlace.CompleteReplacement(output);
        var recorded = RunFolder.SettingsToResume(output);
        if (recorded["command"]?.GetValue<string>() is FeatureRun.Command)
            throw new UsageException(
                $"{output}: this is a run of matiz features, which has nothing to go on with. "
                + "The folder of an interrupted training was expected. Name another --output.");
        if (!new RecordedRun(output, recorded).HasData && !RunFolder.Resume(output).HasResults)
        {
            throw new UsageException(
                $"{output}: this run was begun by a program, which recorded no files of its rows. A run of matiz train was expected. "
                + "Start the program again, with Resume in its TrainingArguments, or name another --output.");
        }

        foreach (string key in DataSelection.PathKeys.Append(ModelKey).Append(DatasetKey)) KeepSpelling(typed, key, recorded[key]);
        var arguments = training.Read(parse, recorded.ToArguments());
        if (arguments.Metric is { } metric) arguments = arguments with { Metric = MetricOf(metric) };
        var settings = typed.Aggregate(recorded.With(RunSettings.From(arguments)), (all, pair) => all.With(pair.Key, pair.Value));
        var differences = recorded.DifferencesTo(settings, training.GivenKeys(parse).Concat(typed.Keys));
        if (differences.Count > 0)
        {
            throw new UsageException(
                $"{output}: the run to resume has other settings: {SettingWords.Describe(differences, training)}. "
                + "A resumed run needs the same. Leave these options out, or start a new run with another --output.");
        }

        return new RunRequest(settings, arguments with { Resume = true }, output, isResumed: true, finder)
        {
            GivenKeys = training.GivenKeys(parse),
        };
    }

    private static Dictionary<string, JsonNode?> Typed(ParseResult parse, RunOptionSet run, DataOptionSet data)
    {
        var typed = data.ReadTyped(parse);
        if (parse.GetValue(run.Model) is { } model) typed[ModelKey] = model;
        if (parse.GetValue(run.Revision) is { } revision) typed[RevisionKey] = revision;
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

    private static string MetricOf(string told)
    {
        if (MetricCatalog.TryFind(told) is not { } metric) return told;
        if (!told.StartsWith("test_", StringComparison.Ordinal)) return metric.Name;
        throw new UsageException(
            $"--metric: '{told}' is measured on the test rows, which never decide between evaluations. "
            + "A metric of the validation rows was expected. "
            + $"Take --metric {metric.Name}.");
    }

    private static void RequireMetric(string metric, TextTask task)
    {
        var known = task.MetricNames;
        if (known.Contains(metric, StringComparer.Ordinal)) return;
        throw new UsageException(
            $"--metric: '{metric}' does not exist for {task}. Expected one of {string.Join(", ", known)}. Choose one of these.");
    }
}
