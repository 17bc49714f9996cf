using System.Globalization;
using Matiz.Charts;
using Matiz.Charts.Drawing;
using Matiz.Reports.Facts;
using Matiz.Reports.Html;
using Matiz.Runs;
using Matiz.Training;

namespace Matiz.Reports.Sections;

/// <summary>How training went: the recipe in a few figures, the loss by step, the metrics by evaluation.</summary>
internal sealed class TrainingSection : IReportSection
{
    public string Key => "training";

    public bool AppliesTo(ReportFacts facts) => facts.IsFineTuned;

    public string? Absence(ReportFacts facts) => facts.Run!.History.Count == 0 ? "training.absent" : null;

    public void Write(HtmlWriter html, ReportFacts facts)
    {
        var (words, run) = (facts.Words, facts.Run!);
        WriteRecipe(html, facts);
        var training = Points(run.History, "loss");
        var validation = Points(run.History, "eval_loss");
        var best = BestOf(run) is { } step ? new PlotMark(step, words["training.best"]) : null;
        CurveSeries[] curves = [.. facts.Task.Curves
            .Select(name => new CurveSeries(words.Metric(name), Points(run.History, "eval_" + name), CurveStyle.Marked))
            .Where(static curve => curve.Points.Count >= 2)];
        bool hasLosses = training.Length + validation.Length > 0, hasBoth = hasLosses && curves.Length > 0;
        double room = hasBoth ? ChartFigure.Half : ChartFigure.Full;
        if (hasBoth) html.Add($"<div class=\"pair\">\n");
        if (hasLosses)
        {
            ChartFigure.Write(
                html, words["training.loss"], "",
                width => new LossCurvePlot(training, validation, ChartFigure.Options<LossCurvePlotOptions>(width, words) with
                {
                    PlotHeight = 240,
                }),
                room);
        }

        if (curves.Length > 0)
        {
            ChartFigure.Write(
                html, words["training.metrics"], "",
                width => new CurvePlot(curves, ChartFigure.Options<CurvePlotOptions>(width, words) with { PlotHeight = 240, Mark = best }),
                room);
        }

        if (hasBoth) html.Add($"</div>\n");
    }

    private static void WriteRecipe(HtmlWriter html, ReportFacts facts)
    {
        var (words, results) = (facts.Words, facts.Run!.Results);
        var arguments = facts.Run.Settings.ToArguments();
        html.Add($"<dl class=\"facts\">\n");
        void Fact(string key, string? value)
        {
            if (value is not null) html.Add($"<div><dt>{words[key]}</dt><dd>{value}</dd></div>\n");
        }

        Fact(
            "training.epochs",
            results.GetValueOrDefault("epoch") is { } epoch ? epoch.ToString("0.##", CultureInfo.InvariantCulture) : null);
        Fact("training.steps", results.GetValueOrDefault("total_steps") is { } steps ? Figures.Count((long)steps) : null);
        string accumulated = arguments.GradientAccumulation > 1 ? $" × {arguments.GradientAccumulation}" : "";
        Fact("training.batch", $"{arguments.BatchSize}{accumulated}");
        Fact("training.rate", $"{NumberText.Value(arguments.LearningRate)} ({SettingNames.Name(arguments.Scheduler)})");
        Fact("training.decay", NumberText.Value(arguments.WeightDecay));
        Fact("training.seed", arguments.Seed.ToString(CultureInfo.InvariantCulture));
        Fact("training.time", results.GetValueOrDefault("train_runtime") is { } seconds ? Figures.Time(seconds) : null);
        Fact("training.speed", results.GetValueOrDefault("train_tokens_per_second") is { } speed ? Figures.Count((long)speed) : null);
        Fact("training.memory", results.GetValueOrDefault("peak_memory_bytes") is { } bytes ? Figures.Bytes(bytes) : null);
        html.Add($"</dl>\n");
    }

    private static PlotPoint[] Points(IReadOnlyList<LogEntry> history, string key) =>
        [.. history
            .Where(entry => entry.Values.GetValueOrDefault(key) is { } value && double.IsFinite(value))
            .Select(entry => new PlotPoint(entry.Step, entry.Values[key]!.Value))];

    /// <summary>The step whose weights were kept; null where the last ones were.</summary>
    private static double? BestOf(RunRecord run)
    {
        var arguments = run.Settings.ToArguments();
        if (!arguments.LoadBestModelAtEnd) return null;
        var selection = MetricSelection.For(arguments);
        LogEntry? best = null;
        foreach (var entry in run.History)
        {
            if (entry.Values.GetValueOrDefault(selection.Key) is not { } value) continue;
            if (best is null || selection.IsBetter(value, best.Values[selection.Key]!.Value)) best = entry;
        }

        return best?.Step;
    }
}
