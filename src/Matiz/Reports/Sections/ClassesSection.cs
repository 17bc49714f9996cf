using Matiz.Charts;
using Matiz.Charts.Drawing;
using Matiz.Reports.Facts;
using Matiz.Reports.Html;
using Matiz.Tasks;

namespace Matiz.Reports.Sections;

/// <summary>Each class by itself: where work is worth most.</summary>
internal sealed class ClassesSection : IReportSection
{
    private const int MostOpen = 30;

    public string Key => "classes";

    public bool Fits(TextTask task) => task.HasClasses;

    public bool AppliesTo(ReportFacts facts) => facts.Main?.Classes is not null;

    public void Write(HtmlWriter html, ReportFacts facts)
    {
        var (words, split, report) = (facts.Words, facts.Main!, facts.Main!.Classes!);
        if (report.Classes.Count <= ClassBarPlot.MaximumClasses)
        {
            ChartFigure.Write(
                html, words.Fill("classes.bars", ("split", words.Split(split.Name))), words["classes.order"],
                width => new ClassBarPlot(report.Classes, ChartFigure.Options<ClassBarPlotOptions>(width, words) with
                {
                    Order = ClassOrder.LowestF1First,
                }),
                ChartFigure.Full);
        }

        var state = new Markup(report.Classes.Count <= MostOpen ? " open=\"open\"" : "");
        html.Add($"<details{state}>\n<summary>{words["classes.table"]}</summary>\n");
        html.Add($"<div class=\"scroll\"><table class=\"figures\">\n<thead><tr><th scope=\"col\">{words["classes.class"]}</th>");
        foreach (string key in (string[])["plot.precision", "plot.recall", "plot.f1", "plot.rows"])
            html.Add($"<th scope=\"col\">{ReportWords.Heading(words[key])}</th>");
        html.Add($"</tr></thead>\n<tbody>\n");
        foreach (var row in report.Classes) WriteRow(html, row.Name, row);
        html.Add($"</tbody>\n<tfoot>\n");
        foreach (var row in report.Averages) WriteRow(html, words["classes." + row.Name.Replace(' ', '-')], row);
        html.Add($"</tfoot>\n</table></div>\n</details>\n");
    }

    private static void WriteRow(HtmlWriter html, string name, Metrics.ClassificationReportRow row)
    {
        html.Add(
            $"<tr><th scope=\"row\" dir=\"auto\">{ShortText.Name(name)}</th>"
            + $"<td>{Figures.Metric(row.Precision)}</td><td>{Figures.Metric(row.Recall)}</td>");
        html.Add($"<td>{Figures.Metric(row.F1)}</td><td>{Figures.Count(row.Support)}</td></tr>\n");
    }
}
