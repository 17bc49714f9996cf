using System.CommandLine;
using Matiz.Cli.Options;
using Matiz.Cli.Runs;
using Matiz.Cli.Terminal;
using Matiz.Data;
using Matiz.Models;
using Matiz.Tensors;
using Matiz.Training;

namespace Matiz.Cli.Commands;

/// <summary><c>matiz train</c>: fine-tunes an encoder on labelled texts, measures it and saves it.</summary>
internal sealed class TrainCommand : MatizCommand
{
    private readonly RunOptionSet _run = RunOptionSet.ForTraining();
    private readonly DataOptionSet _data = DataOptionSet.ForTraining();
    private readonly TrainingOptionSet _training = new();
    private readonly ComputeOptionSet _compute = new();

    public TrainCommand()
        : base(
            "train",
            "Fine-tune an encoder on labelled texts",
            "Fine-tune an encoder on labelled texts, measure it, and save a folder that Python's transformers opens too. Without options it trains the built-in encoder on the built-in sample, offline.") =>
        AddOptions(_data, _run, _training, _compute, Messages);

    public override MessageOptionSet Messages { get; } = new("Print all results and the folder as one JSON object");

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("matiz train", "The built-in encoder on the built-in sample: works offline, takes about a minute."),
        new("matiz train --train train.csv --test test.csv --output my-model", "Your own data; a tenth of it becomes the validation split."),
        new("matiz train --train train.csv --validation validation.csv --model ./distilbert-base-uncased --epochs 2 --learning-rate 2e-5", "Another encoder, another recipe."),
        new("matiz train --train mails.jsonl --text-column body --label-column queue --class-weight balanced", "Columns of other names; rare classes weigh more."),
        new("matiz train --output my-model --resume", "Go on with an interrupted run, bit for bit."),
    ];

    public override int Run(ParseResult parse, CommandHost host)
    {
        var notes = new Notes(host, parse.GetValue(Messages.Quiet));
        var request = RunRequest.Of(parse, _run, _data, _training);
        using var held = request.TakeFolder();
        RunFolder? folder = request.IsResumed ? request.OpenFolder() : null;
        try
        {
            return folder is { HasResults: true } ? Complete(folder, request, parse, host, notes) : Run(ref folder, request, parse, host, notes);
        }
        catch (OperationCanceledException exception)
        {
            bool isReplacing = folder?.IsReplacing ?? RunFolder.IsRunFolder(request.Output);
            throw RunInterruptedException.Of(request.Output, isReplacing, exception);
        }
    }

    private int Run(ref RunFolder? folder, RunRequest request, ParseResult parse, CommandHost host, Notes notes)
    {
        if (parse.GetValue(_run.Resume) && !request.IsResumed) notes.Say($"there is no run in {request.Output} to go on with: starting over.");
        IgnoredOptions.Tell(request, notes);
        using var device = _compute.ReadDevice(parse, request.RecordedThreads);
        var data = LoadData(request, parse, host.Input);
        var model = LoadModel(request, data, device);
        LabelOrder.Require(data, model.Labels);
        data = data.WithLabels(model.Labels);                   // a classifier that goes on learning keeps the order of its labels
        var run = new RunInProgress(request, data, model, parse.GetValue(Messages.Verbose));
        run.Encode();
        notes.TellOfLoading(model.LoadingNotes, model.LoadingWarnings);
        foreach (string note in run.DataNotes) notes.Say(note);
        foreach (string warning in run.Warnings) notes.Warn(warning);
        notes.Say(run.Describe());
        folder ??= request.OpenFolder();
        if (request.IsResumed && !folder.Checkpoints.Any()) notes.Say($"{request.Output} has no whole checkpoint: starting over.");
        if (folder.IsReplacing && request.IsResumed) notes.Say($"the earlier run in {request.Output} stands until this one is complete.");

        var trainer = run.NewTrainer(folder);
        if (request.IsResumed) RequireSameSettings(folder, trainer);
        IReadOnlyDictionary<string, double?> results;
        using (host.TakeTime())
        {
            TrainWith(trainer, host, notes, run.IsVerbose);
            results = run.Finish(trainer, host.Interrupt);
        }

        var report = request.NoReport ? null : RunReport.OfTraining(request, folder, data, device, host, notes, run.IsVerbose);
        Print(results, run.LastMeasured, model.Labels, request, report, parse, host);
        return ExitCode.Done;
    }

    // The model stands; what may be missing is what comes after it.
    private int Complete(RunFolder folder, RunRequest request, ParseResult parse, CommandHost host, Notes notes)
    {
        if (request.NoReport && folder.WantsReport) folder.WriteSettings(folder.Settings!.With("no_report", true));
        if (folder.IsFinished)
        {
            notes.Say($"the run in {request.Output} is finished: there is nothing to go on with.");
            if (Messages.IsJson(parse)) Json.WriteIndented(host.Output, json => RunSummary.Write(json, folder.ReadAllResults(), request.Output));
            return ExitCode.Done;
        }

        notes.Say($"the model in {request.Output} is complete; what is missing is its report.");
        using var device = _compute.ReadDevice(parse, request.RecordedThreads);
        var report = folder.HasBaselines
            ? RunReport.OfFeatures(request.Output, notes)
            : RunReport.OfTraining(request, folder, RunData.LoadAsLabelled(request, host.Input), device, host, notes, parse.GetValue(Messages.Verbose));
        Print(folder.ReadAllResults(), last: null, labels: null, request, report, parse, host);
        return ExitCode.Done;
    }

    private void Print(
        IReadOnlyDictionary<string, double?> results, (string Split, PredictionOutput Output)? last, ClassLabel? labels, RunRequest request, RunReport? report,
        ParseResult parse, CommandHost host)
    {
        if (Messages.IsJson(parse)) Json.WriteIndented(host.Output, json => RunSummary.Write(json, results, request.Output));
        else host.Output.Write(RunSummary.Describe(results, last, labels, request.ProblemType, report, request.Output, new Style(host.OutputIsTerminal && host.AllowsColor)));
    }

    private DatasetDict LoadData(RunRequest request, ParseResult parse, Stream standardInput)
    {
        var data = RunData.Load(request, standardInput);
        if (!request.IsResumed) RunPlace.RequireApartFromData(request.Output, data, this, parse);
        IgnoredOptions.RequireEvaluation(request, data);
        return data;
    }

    private static TrainingResult TrainWith(Trainer trainer, CommandHost host, Notes notes, bool isVerbose)
    {
        string decidingKey = MetricSelection.For(trainer.Arguments).Key;
        if (notes.IsQuiet) return trainer.Train(new WarningProgress(notes, progress: null), host.Interrupt);
        return host.ErrorIsTerminal
            ? LiveProgress.Show(host, decidingKey, progress => trainer.Train(progress, host.Interrupt))
            : trainer.Train(new WarningProgress(notes, new LineProgress(notes.Writer, decidingKey, isVerbose)), host.Interrupt);
    }

    private void RequireSameSettings(RunFolder folder, Trainer trainer)
    {
        var recorded = folder.Settings!;
        var differences = recorded.DifferencesTo(trainer.Settings);
        if (differences.Count == 0) return;
        string? version = recorded["matiz_version"]?.ToString();
        string begun = string.Equals(version, Machine.Version, StringComparison.Ordinal) ? "" : $" It was begun by matiz {version}, this is {Machine.Version}.";
        throw new UsageException(
            $"{folder.Path}: the run cannot go on: {SettingWords.Of(differences, _training)}.{begun} "
            + "A resumed run needs the same settings, rows and kernels. Go on where they are the same, or start a new run with another --output.");
    }

    private static SequenceClassificationModel LoadModel(RunRequest request, DatasetDict data, Device device)
    {
        var labels = data.Labels ?? new ClassLabel(["LABEL_0"]);
        return AutoModelForSequenceClassification.FromPretrained(request.Model.Files, labels, request.ProblemType, (ulong)request.Arguments.Seed, device);
    }
}
