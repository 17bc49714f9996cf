using System.CommandLine;
using System.Text.Json.Nodes;
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
        if (request.IsResumed && RunFolder.Open(request.Output).IsFinished) return TellFinished(request, parse, host, notes);
        if (parse.GetValue(_run.Resume) && !request.IsResumed) notes.Say($"there is no run in {request.Output} to go on with: starting over.");

        using var device = _compute.ReadDevice(parse, request.RecordedThreads);
        var data = request.Data.Load(request.ProblemType, request.Arguments.Seed, host.Input);
        ResumedFiles.Require(request, data);
        var model = LoadModel(request, data, device);
        data = data.WithLabels(model.Labels);                   // a classifier that goes on learning keeps the order of its labels
        var run = new RunInProgress(request, data, model, parse.GetValue(Messages.Verbose));
        IReadOnlyDictionary<string, double?> results;
        try
        {
            results = Train(run, host, notes);
        }
        catch (OperationCanceledException exception)
        {
            notes.Say($"go on with: matiz train --output {request.Output} --resume");
            throw new OperationCanceledException(exception is TrainingInterruptedException ? exception.Message : "interrupted after training.", exception);
        }

        var report = request.NoReport ? null : RunReport.OfTraining(request, data, device, host, notes, run.IsVerbose);
        if (Messages.IsJson(parse)) Json.WriteIndented(host.Output, json => RunSummary.Write(json, results, request.Output));
        else host.Output.Write(RunSummary.Describe(results, run.LastMeasured, model, report, request.Output, new Style(host.OutputIsTerminal && host.AllowsColor)));
        return ExitCode.Done;
    }

    private static IReadOnlyDictionary<string, double?> Train(RunInProgress run, CommandHost host, Notes notes)
    {
        run.Encode();
        notes.TellOfLoading(run.Model.LoadingNotes, run.Model.LoadingWarnings);
        foreach (string note in run.DataNotes) notes.Say(note);
        foreach (string warning in run.Warnings) notes.Warn(warning);
        notes.Say(run.Describe());
        if (run.Request.IsResumed && !RunFolder.Open(run.Request.Output).Checkpoints.Any())
            notes.Say($"{run.Request.Output} has no whole checkpoint: starting over.");

        var trainer = run.NewTrainer();
        using (host.TakeTime()) TrainWith(trainer, host, notes, run.IsVerbose);
        return run.Finish(trainer, host.Interrupt);
    }

    private static TrainingResult TrainWith(Trainer trainer, CommandHost host, Notes notes, bool isVerbose)
    {
        string decidingKey = MetricSelection.For(trainer.Arguments).Key;
        if (notes.IsQuiet) return trainer.Train(progress: null, host.Interrupt);
        return host.ErrorIsTerminal
            ? LiveProgress.Show(host, decidingKey, progress => trainer.Train(progress, host.Interrupt))
            : trainer.Train(new LineProgress(notes.Writer, decidingKey, isVerbose), host.Interrupt);
    }

    private int TellFinished(RunRequest request, ParseResult parse, CommandHost host, Notes notes)
    {
        notes.Say($"the run in {request.Output} is finished: there is nothing to go on with.");
        if (!Messages.IsJson(parse)) return ExitCode.Done;
        var results = JsonNode.Parse(File.ReadAllBytes(Path.Combine(request.Output, "all_results.json")))!.AsObject();
        Json.WriteIndented(host.Output, json => RunSummary.Write(
            json, results.ToDictionary(pair => pair.Key, pair => pair.Value?.GetValue<double>(), StringComparer.Ordinal), request.Output));
        return ExitCode.Done;
    }

    private static SequenceClassificationModel LoadModel(RunRequest request, DatasetDict data, Device device)
    {
        var labels = data.Labels ?? new ClassLabel(["LABEL_0"]);
        return AutoModelForSequenceClassification.FromPretrained(request.Model.Files, labels, request.ProblemType, (ulong)request.Arguments.Seed, device);
    }
}
