using System.CommandLine;
using System.Text.Json;
using Matiz.Cli.Options;
using Matiz.Cli.Paths;
using Matiz.Cli.Terminal;
using Matiz.Formats;
using Matiz.Runs;
using Matiz.Tasks;

namespace Matiz.Cli.Commands;

/// <summary><c>matiz calibrate</c>: makes a run's scores honest, from its validation rows.</summary>
internal sealed class CalibrateCommand : MatizCommand
{
    private const string Split = "validation";
    private const int MostNamed = 5;

    private readonly Argument<string> _run = OptionFactory.PathArgument("RUN", "The folder of a finished run", new ReadsRun());
    private readonly Option<double?> _minScore = OptionFactory.Real(
        "--min-score", "Save a least score as well: below it no label is given", "a number from 0 to 1", value => value is >= 0 and <= 1);

    private readonly Option<bool> _force = OptionFactory.Flag(
        "--force", "Write it even where cross-validation says that it makes the scores worse");

    public CalibrateCommand()
        : base(
            "calibrate",
            "Make the scores of a run honest, from its validation rows",
            "Fit a temperature to the run's validation rows (several labels a row: a threshold for each), and write calibration.json, "
            + "which predict, evaluate, errors, compare and report then use. Weights and logits stay as they are; "
            + "--raw leaves it out, removing "
            + "the file undoes it. What it does to rows that it was not fitted on is measured by cross-validation; "
            + "where it makes them worse, "
            + "nothing is written.")
    {
        Add(_run);
        AddOptions(new OptionSet("Calibration", _minScore, _force), Messages);
    }

    public override MessageOptionSet Messages { get; } = new(
        "Print one JSON object: temperature, thresholds, min_score, before, after, cross_validated");

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("matiz calibrate my-model", "The temperature, and the calibration errors before and after."),
        new("matiz calibrate my-model --min-score 0.8", "The same, and from now on no label where the model is less sure."),
    ];

    public override int Run(ParseResult parse, CommandHost host)
    {
        var notes = new Notes(host, parse.GetValue(Messages.Quiet));
        var run = RunRecord.Load(parse.GetRequiredValue(_run));
        if (!run.HasModel)
        {
            throw new UsageException(
                $"{run.Path}: the run holds no model, so nothing would use a calibration. "
                + "A model folder was expected. Run it again with --save-model.");
        }

        var rows = run.Task.Calibration == CalibrationMethod.None ? [] : run.Predictions(Split);
        AtomicFile.RequireWritable(Path.Combine(run.Path, ModelCalibration.FileName));
        var fit = CalibrationFit.Compute(rows, run.Labels, run.ProblemType, parse.GetValue(_minScore));
        var worse = fit.Trial is { IsWorse: true } trial ? trial : null;
        if (worse is not null && !parse.GetValue(_force)) throw Worse(run, fit, worse);
        host.Interrupt.ThrowIfCancellationRequested();
        fit.Calibration.Save(run.Path);
        if (worse is not null) notes.Warn($"{Measured(fit, worse)}. Written all the same, as --force was given.");
        foreach (string warning in WarningsOf(fit)) notes.Warn(warning);

        if (Messages.IsJson(parse)) Json.WriteIndented(host.Output, json => Write(json, fit));
        else host.Output.Write(Describe(fit, run, new Style(host.OutputIsTerminal && host.AllowsColor)));
        return ExitCode.Done;
    }

    private static UsageException Worse(RunRecord run, CalibrationFit fit, CalibrationTrial trial) => new(
        $"{run.Path}: {Measured(fit, trial)}. A better one was expected, so nothing was written. "
        + "Leave the scores as they are, train with more validation rows, or give --force.");

    private static string Measured(CalibrationFit fit, CalibrationTrial trial) =>
        $"calibration makes the scores worse: cross-validated over {Numbers.Counted(fit.Rows, "validation row")}, {NameOf(fit)} goes from "
        + $"{Numbers.Metric(trial.Before)} to {Numbers.Metric(trial.After)}";

    private static string NameOf(CalibrationFit fit) => fit.Before is null ? "the mean F1 of the labels" : "the log loss";

    private static IEnumerable<string> WarningsOf(CalibrationFit fit)
    {
        if (fit.AtLimit)
        {
            string why = fit.Wrong == 0
                ? fit.Rows == 1 ? "it is right" : "all are right"
                : $"{Numbers.Counted(fit.Wrong, "is", "are")} wrong, and their scores do not tell right from wrong";
            yield return $"the {Numbers.Counted(fit.Rows, "validation row")} {(fit.Rows == 1 ? "says" : "say")} nothing about "
            + "the temperature "
                + $"({why}): it stays 1. More rows help.";
        }

        if (fit.Unfitted.Count > 0)
        {
            string names = string.Join(", ", fit.Unfitted.Take(MostNamed).Select(name => $"'{LabelCells.Show(name)}'"));
            string more = fit.Unfitted.Count > MostNamed ? $" and {Numbers.Count(fit.Unfitted.Count - MostNamed)} more" : "";
            yield return $"too few validation rows have {names}{more}, or have it not: the threshold stays 0.5. "
                + "At least 5 of each kind were expected; more rows help.";
        }
    }

    private static void Write(Utf8JsonWriter json, CalibrationFit fit)
    {
        json.WriteStartObject();
        json.WriteNumber("temperature", fit.Calibration.Temperature);
        if (fit.Calibration.Thresholds is { } thresholds)
        {
            json.WriteStartObject("thresholds");
            foreach (var (name, threshold) in thresholds) json.WriteNumber(name, threshold);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("thresholds");
        }

        json.WriteNumberOrNull("min_score", fit.Calibration.MinScore);
        Write(json, "before", fit.Before, fit.ThresholdsBefore);
        Write(json, "after", fit.After, fit.ThresholdsAfter);
        if (fit.Answered is { } answered)
        {
            json.WriteNumber("coverage", answered.Coverage);
            json.WriteNumberOrNull("answered_accuracy", answered.Accuracy);
        }

        json.WriteNumber("rows", fit.Rows);
        WriteTrial(json, fit);
        json.WriteEndObject();
    }

    private static void WriteTrial(Utf8JsonWriter json, CalibrationFit fit)
    {
        if (fit.Trial is not { } trial)
        {
            json.WriteNull("cross_validated");
            return;
        }

        string key = fit.Before is null ? "f1_macro" : "log_loss";
        json.WriteStartObject("cross_validated");
        json.WriteNumber("folds", trial.Folds);
        foreach (var (name, value) in ((string, double)[])[("before", trial.Before), ("after", trial.After)])
        {
            json.WriteStartObject(name);
            json.WriteNumber(key, value);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string key, CalibrationErrors? errors, ThresholdScores? scores)
    {
        json.WriteStartObject(key);
        if (errors is not null)
        {
            json.WriteNumber("expected_calibration_error", errors.ExpectedError);
            json.WriteNumber("brier", errors.Brier);
            json.WriteNumber("log_loss", errors.LogLoss);
        }

        if (scores is not null)
        {
            json.WriteNumber("f1_macro", scores.Macro);
            json.WriteNumber("f1_micro", scores.Micro);
        }

        json.WriteEndObject();
    }

    private static string Describe(CalibrationFit fit, RunRecord run, Style style)
    {
        var table = new TextTable("lrr")
            .Row(new($"{Numbers.Counted(fit.Rows, "row")} of {Split}", style.Bold), new("before", style.Bold), new("after", style.Bold));
        void Add(string name, double? before, double? after) => table.Row(name, Numbers.Metric(before), Numbers.Metric(after));
        if (fit.Before is not null)
        {
            Add("temperature", 1, fit.Calibration.Temperature);
            Add("expected calibration error", fit.Before.ExpectedError, fit.After?.ExpectedError);
            Add("Brier score", fit.Before.Brier, fit.After?.Brier);
            Add("log loss", fit.Before.LogLoss, fit.After?.LogLoss);
        }

        if (fit.ThresholdsBefore is not null)
        {
            foreach (var (name, threshold) in fit.Calibration.Thresholds!)
                Add($"threshold of {LabelCells.Show(name)}", 0.5, threshold);
            Add("F1, mean of the labels", fit.ThresholdsBefore.Macro, fit.ThresholdsAfter?.Macro);
            Add("F1, of all labels together", fit.ThresholdsBefore.Micro, fit.ThresholdsAfter?.Micro);
        }

        if (fit.Trial is { } trial)
            Add(fit.Before is null ? "F1, mean of the labels, cross-validated" : "log loss, cross-validated", trial.Before, trial.After);

        string text = $"{style.Bold("Calibration")} of {PlainText.Clean(run.Path)}\n{table.Render()}";
        if (fit.Answered is { } answered)
        {
            string right = answered.Answered == 0 ? "" : $"; of these {Numbers.Percent(answered.Accuracy)} are right";
            text += $"  {Numbers.Counted(answered.Answered, "row reaches", "rows reach")} the least score "
            + $"{Numbers.Setting(answered.MinScore)} "
                + $"({Numbers.Percent(answered.Coverage)}){right}\n";
        }
        else if (fit.Calibration.MinScore is { } least)
        {
            text += $"  no label is given below the score {Numbers.Setting(least)}\n";
        }

        return text
            + $"Written to {Path.Combine(run.Path, ModelCalibration.FileName)}; predict, evaluate, errors, compare and report use it.\n";
    }
}
