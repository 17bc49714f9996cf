using Matiz.Charts;
using Matiz.Charts.Drawing;
using Matiz.Reports.Facts;
using Matiz.Reports.Html;

namespace Matiz.Reports.Sections;

/// <summary>Whether a score of 0.9 is right nine times in ten, what a temperature would mend, and what abstaining would gain.</summary>
internal sealed class CalibrationSection : IReportSection
{
    private const double NamedCoverage = 0.8;

    public string Key => "calibration";

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
        if (facts.Calibration.Temperature != 1)
            html.Add($"<p class=\"note\">{words.Fill("calibration.inUse", ("temperature", NumberText.Share(facts.Calibration.Temperature)))}</p>\n");
        else if (facts.Temperature is { AtLimit: false } fitted)
            html.Add($"<p class=\"note\">{words.Fill("calibration.apply", ("temperature", NumberText.Share(fitted.Temperature)))}</p>\n");
    }

    private static string Lead(ReportFacts facts)
    {
        var words = facts.Words;
        if (facts.Temperature is not { } temperature) return words["calibration.noTemperature"];
        if (temperature.AtLimit) return words["calibration.atLimit"];
        string key = temperature.Temperature switch { > 1.05 => "calibration.tooSure", < 0.95 => "calibration.tooShy", _ => "calibration.honest" };
        return words.Fill(key, ("temperature", NumberText.Share(temperature.Temperature)));
    }

    private static string CoverageNote(ReportFacts facts, CalibrationFacts calibration)
    {
        var point = calibration.Coverage.MinBy(static point => Math.Abs(point.Coverage - NamedCoverage))!;
        return facts.Words.Fill(
            "calibration.coverage.how", ("coverage", Figures.Percent(point.Coverage)), ("threshold", NumberText.Share(point.Threshold)),
            ("accuracy", Figures.Percent(point.Accuracy)));
    }

    private static void WriteTable(HtmlWriter html, ReportFacts facts)
    {
        var words = facts.Words;
        var temperature = facts.Temperature is { AtLimit: false } fitted ? fitted : null;
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
                if (temperature is not null) html.Add($"<small>→ {Figures.Metric(figure(calibration.At(temperature.Temperature)))}</small>");
                html.Add($"</td>");
            }

            html.Add($"</tr>\n");
        }

        html.Add($"</tbody>\n</table></div>\n");
    }
}
