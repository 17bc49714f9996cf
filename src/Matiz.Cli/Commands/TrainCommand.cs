using System.CommandLine;
using Matiz.Cli.Options;
using Matiz.Cli.Runs;
using Matiz.Cli.Terminal;
using Matiz.Data;
using Matiz.Training;
using Matiz.Workflows;

namespace Matiz.Cli.Commands;

/// <summary><c>matiz train</c>: fine-tunes an encoder on labelled texts, measures it and saves it.</summary>
internal sealed class TrainCommand : MatizCommand
{
    private readonly RunOptionSet _run = RunOptionSet.ForTraining();
    private readonly DataOptionSet _data = DataOptionSet.ForTraining();
    private readonly TrainingOptionSet _training = new();
    private readonly ComputeOptionSet _compute = ComputeOptionSet.ForTraining();

    private static readonly Dictionary<string, PredictionOutput> NoOutputs = new(StringComparer.Ordinal);

    public TrainCommand()
        : base(
            "train",
            "Fine-tune an encoder on labelled texts",
            "Fine-tune an encoder on labelled texts, measure it, and save a folder that Python's transformers opens too. "
            + "Without options it trains the built-in encoder on the built-in sample, offline.") =>
        AddOptions(_data, _run, _training, _compute, Messages);

    public override MessageOptionSet Messages { get; } = new("Print all results and the folder as one JSON object");

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("matiz train", "The built-in encoder on the built-in sample: works offline, takes about a minute."),
        new(
            "matiz train --train train.csv --test test.csv --output my-model",
            "Your own data; a tenth of it becomes the validation split."),
        new(
            "matiz train --train train.csv --validation validation.csv --model ./distilbert-base-uncased --epochs 2 --learning-rate 2e-5",
            "Another encoder, another recipe."),
        new(
            "matiz train --train mails.jsonl --text-column body --label-column queue --class-weight balanced",
            "Columns of other names; rare classes weigh more."),
        new(
            "matiz train --dataset nyu-mll/glue --dataset-config sst2 --output sst2",
            "A dataset of the Hub, or of a folder laid out like one, with its splits and names of classes."),
        new("matiz train --output my-model --resume", "Go on with an interrupted run, bit for bit."),
    ];

    public override int Run(ParseResult parse, CommandHost host)
    {
        var notes = new Notes(host, parse.GetValue(Messages.Quiet));
        var request = RunRequest.Read(parse, _run, _data, _training, new ModelFinder(host, notes));
        using var held = request.TakeFolder();
        RunFolder? folder = request.IsResumed ? request.OpenFolder() : null;
        try
        {
            return folder is { HasResults: true } ? Complete(folder, request, parse, host, notes) : Run(
                ref folder, request, parse, host, notes);
        }
        catch (OperationCanceledException exception)
        {
            bool isReplacing = folder?.IsReplacing ?? RunFolder.IsRunFolder(request.Output);
            throw RunInterruptedException.ForRun(request.Output, isReplacing, exception);
        }
    }

    private int Run(ref RunFolder? folder, RunRequest request, ParseResult parse, CommandHost host, Notes notes)
    {
        if (parse.GetValue(_run.Resume) && !request.IsResumed)
            notes.Say($"there is no run in {request.Output} to go on with: starting over.");
        IgnoredOptions.Tell(request, notes);
        using var device = _compute.ReadDevice(parse, notes, request.RecordedThreads, request.RecordedPrecision);
        var tuning = new FineTuning(request.Model.Start, LoadData(request, parse, host, notes), request.Options, device);
        notes.TellOfLoading(tuning.Model.LoadingNotes, tuning.Model.LoadingWarnings);
        foreach (string note in tuning.Data.Notes) notes.Say(note);
        foreach (string warning in tuning.Warnings) notes.Warn(warning);
        notes.Say(TuningDescription.Describe(tuning, request));
        folder ??= request.OpenFolder();
        if (request.IsResumed && !folder.Checkpoints.Any()) notes.Say($"{request.Output} has no whole checkpoint: starting over.");
        if (folder.IsReplacing && request.IsResumed) notes.Say($"the earlier run in {request.Output} stands until this one is complete.");
        if (request.IsResumed) RequireSameSettings(folder, tuning);

        bool isVerbose = parse.GetValue(Messages.Verbose);
        IReadOnlyDictionary<string, double?> results;
        IReadOnlyDictionary<string, PredictionOutput> outputs;
        using (host.TakeTime())
        {
            Train(tuning, folder, host, notes, isVerbose);
            (results, outputs) = tuning.Measure(folder, host.Interrupt);
        }

        var report = request.NoReport ? null : RunReport.OfTraining(request, folder, tuning.Data, device, host, notes, isVerbose);
        Print(results, outputs, tuning.Model.Labels, request, report, parse, host);
        return ExitCode.Done;
    }

    // The model stands; what may be missing is what comes after it.
    private int Complete(RunFolder folder, RunRequest request, ParseResult parse, CommandHost host, Notes notes)
    {
        if (request.NoReport && folder.WantsReport) folder.WriteSettings(folder.Settings!.With("no_report", true));
        if (folder.IsFinished)
        {
            notes.Say($"the run in {request.Output} is finished: there is nothing to go on with.");
            if (Messages.IsJson(parse))
                Json.WriteIndented(host.Output, json => RunSummary.Write(json, folder.ReadAllResults(), request.Output));
            return ExitCode.Done;
        }

        notes.Say($"the model in {request.Output} is complete; what is missing is its report.");
        using var device = _compute.ReadDevice(parse, notes, request.RecordedThreads, request.RecordedPrecision);
        bool isVerbose = parse.GetValue(Messages.Verbose);
        var report = folder.HasBaselines
            ? RunReport.OfFeatures(request.Output, notes)
            : RunReport.OfTraining(request, folder, request.LoadDataAsLabelled(host), device, host, notes, isVerbose);
        Print(folder.ReadAllResults(), NoOutputs, labels: null, request, report, parse, host);
        return ExitCode.Done;
    }

    private void Print(
        IReadOnlyDictionary<string, double?> results, IReadOnlyDictionary<string, PredictionOutput> outputs, ClassLabel? labels,
        RunRequest request,
        RunReport? report, ParseResult parse, CommandHost host)
    {
        if (Messages.IsJson(parse)) Json.WriteIndented(host.Output, json => RunSummary.Write(json, results, request.Output));
        else
            host.Output.Write(
                RunSummary.Describe(results, outputs, labels, request, report, new Style(host.OutputIsTerminal && host.AllowsColor)));
    }

    private DatasetDict LoadData(RunRequest request, ParseResult parse, CommandHost host, Notes notes)
    {
        var data = request.LoadData(host, notes);
        if (!request.IsResumed) RunPlace.RequireApartFromData(request.Output, data, this, parse);
        IgnoredOptions.RequireEvaluation(request, data);
        return data;
    }

    private static TrainingResult Train(FineTuning tuning, RunFolder folder, CommandHost host, Notes notes, bool isVerbose)
    {
        string decidingKey = tuning.Arguments.MetricKey;
        if (notes.IsQuiet) return tuning.Train(folder, new WarningProgress(notes, progress: null), host.Interrupt);
        return host.ErrorIsTerminal
            ? LiveProgress.Show(host, decidingKey, progress => tuning.Train(folder, progress, host.Interrupt))
            : tuning.Train(folder, new WarningProgress(notes, new LineProgress(notes.Writer, decidingKey, isVerbose)), host.Interrupt);
    }

    private void RequireSameSettings(RunFolder folder, FineTuning tuning)
    {
        var differences = tuning.DifferencesTo(folder);
        if (differences.Count == 0) return;
        string? version = folder.Settings!["matiz_version"]?.ToString();
        string begun = string.Equals(version, RunSettings.LibraryVersion, StringComparison.Ordinal)
            ? ""
            : $" It was begun by matiz {version}, this is {RunSettings.LibraryVersion}.";
        throw new UsageException(
            $"{folder.Path}: the run cannot go on: {SettingWords.Describe(differences, _training)}.{begun} "
            + "A resumed run needs the same settings, rows and kernels. "
            + "Go on where they are the same, or start a new run with another --output.");
    }
}
