using System.CommandLine;
using Matiz.Cli.Errors;
using Matiz.Cli.Options;
using Matiz.Cli.Paths;
using Matiz.Cli.Terminal;
using Matiz.Data;
using Matiz.Data.Corrections;
using Matiz.Formats;
using Matiz.Formats.Disk;
using Matiz.Runs;
using Matiz.Tasks;
using Matiz.Training;

namespace Matiz.Cli.Commands;

/// <summary><c>matiz errors</c>: the rows that a run gets most wrong, what it confuses, and labels that are likely wrong.</summary>
internal sealed class ErrorsCommand : MatizCommand
{
    private const int DefaultHighest = 10, DefaultLowest = 5, MostSuspectsShown = 20;

    private readonly Argument<string> _run = OptionFactory.PathArgument("RUN", "The folder of a finished run", new ReadsRun());

    private readonly Option<string?> _split = OptionFactory.Choice(
        "--split", "Whose rows (default validation); those of train get cross-validated probabilities", ["validation", "test", "train"]);

    private readonly Option<int?> _highest = OptionFactory.Whole(
        "--highest", $"Rows of highest loss (default {DefaultHighest}); with --suspects, how many of them", 0);

    private readonly Option<int?> _lowest = OptionFactory.Whole(
        "--lowest", $"Rows of lowest loss (default {DefaultLowest}; with --suspects none)", 0);

    private readonly Option<bool> _suspects = OptionFactory.Flag(
        "--suspects", "Rows whose label is likely wrong, worst first, in the place of those of highest loss");

    private readonly Option<bool> _raw = OptionFactory.Flag("--raw", "Leave out the run's calibration.json, where it has one");

    private readonly Option<string?> _export = OptionFactory.Path(
        "--export", "F.csv", "Write these rows to a review (CSV) to be filled in for 'matiz fix'",
        new WritesFile([".csv"]) { Example = "review.csv" });

    private readonly Option<string?> _model = OptionFactory.Path(
        "--model", "FOLDER|ID", "The encoder for rows of train (default: the one that the run began with)", new ReadsModel());

    private readonly ComputeOptionSet _compute = ComputeOptionSet.Plain();

    public ErrorsCommand()
        : base(
            "errors",
            "Show what a run gets most wrong, and labels that are likely wrong",
            "Show the rows of highest and lowest loss, the labels that are taken for each other, and labels that are likely "
            + "wrong (confident "
            + "learning). Training rows are judged by logistic regression on features of the encoder that the run began with, "
            + "cross-validated.")
    {
        Add(_run);
        AddOptions(new OptionSet("Rows", _split, _highest, _lowest, _suspects, _raw, _export, _model), _compute, Messages);
    }

    public override MessageOptionSet Messages { get; } = new("Print one JSON object a row");

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("matiz errors my-model", "The hardest and the easiest validation rows, and what is taken for what."),
        new(
            "matiz errors my-model --split train --suspects --export review.csv",
            "Training rows whose label is likely wrong, to be reviewed."),
        new("matiz errors my-model --split test --highest 100 --lowest 0 --json > hard.jsonl", "The 100 hardest test rows, for a program."),
    ];

    public override int Run(ParseResult parse, CommandHost host)
    {
        var notes = new Notes(host, parse.GetValue(Messages.Quiet));
        var run = RunRecord.Load(parse.GetRequiredValue(_run));
        string split = parse.GetValue(_split) ?? "validation";
        bool wantsSuspects = parse.GetValue(_suspects);
        if (wantsSuspects && run.Task.LabelKind != LabelKind.Index)
        {
            throw new UsageException(
                $"--suspects: {run.Path} is {run.ProblemType}; labels are suspected where each row has one. Leave --suspects out.");
        }

        string? export = parse.GetValue(_export);
        if (export is not null) RequireFree(export);
        var errors = Read(run, split, parse, host, notes);
        var highest = wantsSuspects
            ? [.. errors.Suspected.Take(parse.GetValue(_highest) ?? int.MaxValue)]
            : errors.Analysis.Highest(parse.GetValue(_highest) ?? DefaultHighest);
        var lowest = errors.Analysis.Lowest(parse.GetValue(_lowest) ?? (wantsSuspects ? 0 : DefaultLowest)).Except(highest).ToList();
        if (export is not null)
        {
            AtomicFile.Write(export, stream => ReviewFile.Write(stream, highest.Concat(lowest).Select(errors.ReviewOf)));
            notes.Say(
                $"{Numbers.Counted(highest.Count + lowest.Count, "row")} written to {export}. "
                + $"Fill in action ({ReviewFile.Relabel} with new_label, or {ReviewFile.Remove}), then: "
                + $"matiz fix {run.Path} --from {export} --output FILE");
        }

        if (Messages.IsJson(parse)) WriteJson(host, errors, highest.Concat(lowest));
        else Show(host, errors, split, wantsSuspects, highest, lowest);
        return ExitCode.Done;
    }

    private ErrorRows Read(RunRecord run, string split, ParseResult parse, CommandHost host, Notes notes)
    {
        if (split is "train")
        {
            // As in the run, whose features may lie in the cache.
            using var device = _compute.ReadDevice(parse, notes, precision: run.Settings["precision"]?.ToString());
            var judged = TrainingRows.Judge(run, parse.GetValue(_model), new ModelFinder(host, notes), device, notes, host.Interrupt);
            return new ErrorRows(run, judged.Rows, judged.Suspects);
        }

        var calibration = parse.GetValue(_raw) ? ModelCalibration.None : run.ReadCalibration();
        if (calibration != ModelCalibration.None)
            notes.Say($"scores and labels are calibrated by {ModelCalibration.FileName}; --raw leaves it out.");
        var predicted = run.Predictions(split, calibration).Where(row => row.Label.Kind != LabelKind.None).ToList();
        bool canSuspect = run.Task.LabelKind == LabelKind.Index && predicted.Count > 0;
        return new ErrorRows(run, predicted, canSuspect ? LabelSuspects.Find(predicted, run.Labels!) : null);
    }

    private static void WriteJson(CommandHost host, ErrorRows errors, IEnumerable<PredictionRecord> rows)
    {
        using var lines = Json.Lines();
        foreach (var row in rows)
        {
            host.Output.Write(lines.Line(json =>
            {
                json.WriteStartObject();
                row.WriteKeys(json, errors.Run.Labels, errors.Run.ProblemType);
                json.WritePropertyName("suggested");
                errors.SuggestedFor(row).WriteTo(json, errors.Run.Labels);
                json.WriteEndObject();
            }));
        }
    }

    private static void Show(
        CommandHost host, ErrorRows errors, string split, bool wantsSuspects,
        IReadOnlyList<PredictionRecord> highest, IReadOnlyList<PredictionRecord> lowest)
    {
        var tables = new ErrorTables(errors, split, host.Width, new Style(host.OutputIsTerminal && host.AllowsColor));
        host.Output.Write(tables.Head());
        if (wantsSuspects)
        {
            host.Output.Write(tables.Rows("Suspected labels", [.. highest.Take(MostSuspectsShown)]));
            if (highest.Count > MostSuspectsShown)
                host.Output.Write($"  … and {Numbers.Count(highest.Count - MostSuspectsShown)} more; --export F or --json gives all.\n");
        }
        else
        {
            host.Output.Write(tables.Rows("Highest loss", highest));
        }

        host.Output.Write(tables.Rows("Lowest loss", lowest));
        host.Output.Write(tables.Duplicates());
        host.Output.Write(tables.Labels());
    }

    // What a person has filled in is not to be lost to a second export.
    private static void RequireFree(string path)
    {
        if (FileFacts.Read(path) is not { Kind: FileKind.File }) return;
        int filled;
        try
        {
            filled = ReviewFile.Read(path).Count(row => row.Action.Length > 0 || row.NewLabel.Length > 0);
        }
        catch (DataException exception)
        {
            throw new UsageException(
                $"--export: {path} exists and is no review. "
                + $"A new file was expected. Name another one. ({exception.Message})", exception);
        }

        if (filled > 0)
        {
            throw new UsageException(
                $"--export: {path} is a review with {Numbers.Counted(filled, "row")} filled in. "
                + "A new file was expected. Name another one.");
        }
    }
}
