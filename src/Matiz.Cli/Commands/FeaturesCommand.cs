using System.CommandLine;
using System.Diagnostics;
using Matiz.Cli.Options;
using Matiz.Cli.Runs;
using Matiz.Cli.Terminal;
using Matiz.Features;
using Matiz.Inference;
using Matiz.Models;
using Matiz.Training;

namespace Matiz.Cli.Commands;

/// <summary><c>matiz features</c>: a frozen encoder's features, logistic regression on them, the dummy to beat, a map of the classes.</summary>
internal sealed class FeaturesCommand : MatizCommand
{
    private readonly RunOptionSet _run = RunOptionSet.ForFeatures();
    private readonly DataOptionSet _data = DataOptionSet.ForTraining();
    private readonly FeatureOptionSet _features = new();
    private readonly ComputeOptionSet _compute = new();

    public FeaturesCommand()
        : base(
            FeaturesRequest.Command,
            "Classify texts by the features of a frozen encoder",
            "See in seconds whether classes can be told apart: the features of a frozen encoder, logistic regression on them beside "
            + "always answering the most frequent class, and a map of the rows. "
            + "Nothing is fine-tuned. Without options: the built-in encoder and sample, offline.") =>
        AddOptions(_data, _run, _features, _compute, Messages);

    public override MessageOptionSet Messages { get; } = new("Print all results and the folder as one JSON object");

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("matiz features", "The built-in encoder on the built-in sample: what fine-tuning has to beat."),
        new("matiz features --train train.csv --validation validation.csv --test test.csv --output baseline", "Your own data."),
        new(
            "matiz features --train train.csv --pooling mean --save-model --output quick-model",
            "A model to predict with, made without fine-tuning; Python's sentence-transformers opens it too."),
        new("matiz features --train train.csv --layer 4 --export features.npy", "The features of a lower layer, for another program."),
        new(
            "matiz features --train mails.jsonl --text-column body --label-column queue --class-weight balanced --C 0.1",
            "Rare classes weigh more; a stronger penalty."),
    ];

    public override int Run(ParseResult parse, CommandHost host)
    {
        var notes = new Notes(host, parse.GetValue(Messages.Quiet));
        using var held = FeaturesRequest.Of(parse, _run, _data, _features).TakeFolder(out var request);
        using var device = _compute.ReadDevice(parse);
        var options = _features.ReadRoute(parse, device.Threads, withMap: !request.NoReport);
        var inference = _features.ReadInference(parse);
        var data = request.Data.Load(request.ProblemType, options.Seed, host.Input);
        RunPlace.RequireApartFromData(request.Output, data, this, parse);
        var extractor = NewExtractor(AutoModel.FromPretrained(request.Model.Files, device), parse, inference);
        notes.TellOfLoading(extractor.Encoder.LoadingNotes, extractor.Encoder.LoadingWarnings);
        foreach (string note in data.Notes) notes.Say(note);
        foreach (string warning in data.Warnings) notes.Warn(warning);
        var run = new FeaturesInProgress(request, data, extractor, options, inference);
        notes.Say(run.Describe());

        var folder = RunFolder.Begin(request.Output, request.Overwrite);
        try
        {
            return Run(run, folder, progress => FeatureRoute.Run(extractor, data, options, progress, host.Interrupt), request, parse, host, notes);
        }
        finally
        {
            folder.Discard();
        }
    }

    private int Run(
        FeaturesInProgress run, RunFolder folder, Func<IProgress<FeatureRouteProgress>?, FeatureRouteResult> route, FeaturesRequest request, ParseResult parse,
        CommandHost host, Notes notes)
    {
        long start = Stopwatch.GetTimestamp();
        var result = FeatureRouteProgressDisplay.Show(host, notes, route);
        foreach (string warning in run.WarningsOf(result)) notes.Warn(warning);
        IReadOnlyList<string> exported;
        IReadOnlyDictionary<string, double?> results;
        using (host.TakeTime())                                 // a run that is being saved is saved whole
        {
            exported = run.Export(result);
            results = run.Save(folder, result, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        var report = request.NoReport ? null : RunReport.OfFeatures(request.Output, notes);
        if (Messages.IsJson(parse)) Json.WriteIndented(host.Output, json => RunSummary.Write(json, results, request.Output));
        else host.Output.Write(FeaturesSummary.Describe(result, request, exported, report, new Style(host.OutputIsTerminal && host.AllowsColor)));
        return ExitCode.Done;
    }

    private FeatureExtractor NewExtractor(EncoderModel encoder, ParseResult parse, InferenceOptions inference)
    {
        var features = _features.ReadFeatures(parse);
        if (features.Layer > encoder.LayerCount)
            throw new UsageException(
                $"--layer {features.Layer}: the encoder has {Numbers.Of(encoder.LayerCount, "layer")}. "
                + $"A number from 0 (the embeddings) to {encoder.LayerCount} was expected. Correct --layer.");
        return new FeatureExtractor(encoder, features, inference);
    }
}
