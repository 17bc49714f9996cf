using System.CommandLine;
using System.Diagnostics;
using Matiz.Cli.Options;
using Matiz.Cli.Runs;
using Matiz.Cli.Terminal;
using Matiz.Tensors;
using Matiz.Training;
using Matiz.Workflows;

namespace Matiz.Cli.Commands;

/// <summary>
/// <c>matiz features</c>: a frozen encoder's features, logistic regression on them, the dummy to beat, a map of the classes.
/// </summary>
internal sealed class FeaturesCommand : MatizCommand
{
    private readonly RunOptionSet _run = RunOptionSet.ForFeatures();
    private readonly DataOptionSet _data = DataOptionSet.ForTraining();
    private readonly FeatureOptionSet _features = new();
    private readonly ComputeOptionSet _compute = ComputeOptionSet.ForInference();

    public FeaturesCommand()
        : base(
            FeatureRun.Command,
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
        using var held = FeaturesRequest.Read(parse, _run, _data, _features, new ModelFinder(host, notes)).TakeFolder(out var request);
        using var device = _compute.ReadDevice(parse, notes);
        var options = OptionsOf(request, parse, device);
        var data = DatasetDownload.Show(
            host, notes, request.Data.DatasetName, access => request.Data.Load(options.Route.Seed, host.Input, access));
        RunPlace.RequireApartFromData(request.Output, data, this, parse);
        var run = new FeatureRun(request.Model.Start, data, options, device);
        notes.TellOfLoading(run.Extractor.Encoder.LoadingNotes, run.Extractor.Encoder.LoadingWarnings);
        foreach (string note in data.Notes) notes.Say(note);
        foreach (string warning in data.Warnings) notes.Warn(warning);
        notes.Say(FeaturesDescription.Describe(run, request));

        var folder = RunFolder.Begin(request.Output, request.Overwrite);
        try
        {
            return Run(run, folder, request, parse, host, notes);
        }
        finally
        {
            folder.Discard();
        }
    }

    private int Run(FeatureRun run, RunFolder folder, FeaturesRequest request, ParseResult parse, CommandHost host, Notes notes)
    {
        long start = Stopwatch.GetTimestamp();
        var route = FeatureRouteProgressDisplay.Show(host, notes, progress => run.Compute(progress, host.Interrupt));
        foreach (string warning in run.WarningsOf(route)) notes.Warn(warning);
        FeatureRunResult result;
        using (host.TakeTime()) result = run.Save(folder, route, Stopwatch.GetElapsedTime(start));     // what is being saved is saved whole
        var report = request.NoReport ? null : RunReport.OfFeatures(request.Output, notes);
        if (Messages.IsJson(parse)) Json.WriteIndented(host.Output, json => RunSummary.Write(json, result.Results, request.Output));
        else host.Output.Write(FeaturesSummary.Describe(result, request, report, new Style(host.OutputIsTerminal && host.AllowsColor)));
        return ExitCode.Done;
    }

    private FeatureRunOptions OptionsOf(FeaturesRequest request, ParseResult parse, Device device) => new()
    {
        Features = _features.ReadFeatures(parse),
        Inference = _features.ReadInference(parse),
        Route = _features.ReadRoute(parse, device.Threads, withMap: !request.NoReport),
        SaveModel = request.SaveModel,
        Export = request.Export,
        WithReport = !request.NoReport,
        Overwrite = request.Overwrite,
        Selection = request.Data,
    };
}
