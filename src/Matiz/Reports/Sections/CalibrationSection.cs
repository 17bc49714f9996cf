using Matiz.Charts;
using Matiz.Charts.Drawing;
using Matiz.Reports.Facts;
using Matiz.Reports.Html;
using Matiz.Tasks;

namespace Matiz.Reports.Sections;

/// <summary>Whether a score of 0.9 is right nine times in ten, what a temperature would correct, and what abstaining would gain.</summary>
internal sealed class CalibrationSection : IReportSection
{
    private const double NamedCoverage = 0.8;

    public string Key => "calibration";

    public bool Fits(TextTask task) => task.Calibration == CalibrationMethod.Temperature;

    public bool AppliesTo(ReportFacts facts) => facts.Main?.Calibration is not null;

    public void Write(HtmlWriter html, ReportFacts facts)
    {
        var (words, split, calibration) = (facts.Words, facts.Main!, facts.Main!.Calibration!);
        html.Add($"<p class=\"lead\">{Lead(facts)}</p>\n<div class=\"pair\">\n");
        ChartFigure.Write(
            html, words.Fill("calibration.reliability", ("split", words.Split(split.Name))), words["calibration.reliability.how"],
            width => new ReliabilityDiagram(calibration.Bins, ChartFigure.Options<ReliabilityDiagramOptions>(width, words) with
            {
                PlotHeight = 240,
            }),
            ChartFigure.Half);
        ChartFigure.Write(
            html, words.Fill("calibration.coverage", ("split", words.Split(split.Name))), CoverageNote(facts, calibration),
            width => new CoverageAccuracyPlot(calibration.Coverage, ChartFigure.Options<CoverageAccuracyPlotOptions>(width, words) with
            {
                PlotHeight = 240,
            }),
            ChartFigure.Half);
        html.Add($"</div>\n");
        WriteTable(html, facts);
        WriteNotes(html, facts);
    }

    private static void WriteNotes(HtmlWriter html, ReportFacts facts)
    {
        var (words, calibration) = (facts.Words, facts.Calibration);
        if (calibration.Temperature != 1)
            html.Add(
                $"<p class=\"note\">"
                + $"{words.Fill("calibration.inUse", ("temperature", Figures.Temperature(calibration.Temperature)))}</p>\n");
        else if (facts.Fit is { IsWorthwhile: true } fit)
            html.Add(
                $"<p class=\"note\">"
                + $"{words.Fill("calibration.apply", ("temperature", Figures.Temperature(fit.Calibration.Temperature)))}</p>\n");
        if (calibration.MinScore is not { } least) return;
        var split = facts.Main!;
        var (answered, right) = split.Calibration!.Given;
        string given = words.Fill(
            "calibration.leastScore", ("least", NumberText.Value(least)), ("split", words.Split(split.Name)),
            ("answered", Figures.Count(answered)), ("total", Figures.Count(split.Rows.Count)), ("right", Figures.Count(right)));
        html.Add($"<p class=\"note\">{given}</p>\n");
    }

    private static string Lead(ReportFacts facts)
    {
        var words = facts.Words;
        string inUse = Figures.Temperature(facts.Calibration.Temperature);
        if (facts.Calibration.Temperature != 1) return words.Fill("calibration.inUse.lead", ("temperature", inUse));
        if (facts.Fit is not { } fit) return words["calibration.noTemperature"];
        if (fit.AtLimit)
        {
            string limit = fit.FlatterIsBetter ? "calibration.flatter" : fit.Wrong == 0 ? "calibration.allRight" : "calibration.surer";
            return words.Fill(limit, ("wrong", Figures.Count(fit.Wrong)), ("total", Figures.Count(fit.Rows)));
        }

        string temperature = Figures.Temperature(fit.Calibration.Temperature);
        if (fit.Trial is { IsWorse: true } trial)
        {
            return words.Fill(
                "calibration.worse", ("temperature", temperature), ("before", Figures.Metric(trial.Before)),
                ("after", Figures.Metric(trial.After)));
        }

        string key = fit.Calibration.Temperature switch
        {
            > 1.05 => "calibration.tooSure",
            < 0.95 => "calibration.tooShy",
            _ => "calibration.honest",
        };
        return words.Fill(key, ("temperature", temperature));
    }

    private static string CoverageNote(ReportFacts facts, CalibrationFacts calibration)
    {
        var point = calibration.Coverage.MinBy(static point => Math.Abs(point.Coverage - NamedCoverage))!;
        return facts.Words.Fill(
            "calibration.coverage.how", ("coverage", Figures.Percent(point.Coverage)), ("threshold", NumberText.Share(point.MinScore)),
            ("accuracy", Figures.Percent(point.Accuracy)));
    }

    private static void WriteTable(HtmlWriter html, ReportFacts facts)
    {
        var words = facts.Words;
        bool isInUse = facts.Calibration.Temperature != 1;
        double? temperature = isInUse ? 1 : facts.Fit is { IsWorthwhile: true } fit ? fit.Calibration.Temperature : null;
        html.Add($"<div class=\"scroll\"><table class=\"figures\">\n<thead><tr><th scope=\"col\">{words["results.metric"]}</th>");
        foreach (var split in facts.Splits) html.Add($"<th scope=\"col\">{words.SplitHeading(split.Name)}</th>");
        html.Add($"</tr></thead>\n<tbody>\n");
        foreach (var (key, figure) in ((string, Func<CalibrationFigures, double>)[])
            [
                ("calibration.ece", static f => f.ExpectedError), ("calibration.brier", static f => f.Brier),
                ("metric.log_loss", static f => f.LogLoss),
            ])
        {
            html.Add($"<tr><th scope=\"row\">{words[key]}<small>{words[key + ".meaning"]}</small></th>");
            foreach (var calibration in facts.Splits.Select(static split => split.Calibration!))
            {
                html.Add($"<td>{Figures.Metric(figure(calibration.Figures))}");
                if (temperature is { } other)
                    html.Add(
                        $"<small>{(isInUse ? words["calibration.raw"] : "→")} {Figures.Metric(figure(calibration.At(other)))}</small>");
                html.Add($"</td>");
            }

            html.Add($"</tr>\n");
        }

        html.Add($"</tbody>\n</table></div>\n");
    }
}
