using Matiz.Charts;
using Matiz.Charts.Drawing;
using Matiz.Data;
using Matiz.Reports.Facts;
using Matiz.Reports.Html;
using Matiz.Tasks;

namespace Matiz.Reports.Sections;

/// <summary>Which class is taken for which, with the pairs worth a look; a cell leads to its rows.</summary>
internal sealed class ConfusionSection : IReportSection
{
    private const int MostPairs = 8;
    private const int MostOnPhone = 24;                         // of more the labels could not be read
    private const int MostBeside = 7;                           // classes of a matrix that leaves room for the list beside it

    public string Key => "confusion";

    public bool Fits(TextTask task) => task.LabelKind == LabelKind.Index;

    public bool AppliesTo(ReportFacts facts) => facts.Main?.Confusion is not null;

    public string? Absence(ReportFacts facts) =>
        facts.Labels!.Count > ConfusionMatrixPlot.MaximumClasses ? "confusion.tooMany" : facts.Labels.Count < 2 ? "confusion.tooFew" : null;

    public void Write(HtmlWriter html, ReportFacts facts)
    {
        var (words, split, labels) = (facts.Words, facts.Main!, facts.Labels!.Names);
        string lead = facts.Splits.Count > 1 && split.Name is "validation" ? "confusion.lead" : "confusion.lead.only";
        html.Add($"<p class=\"lead\">{words.Fill(lead, ("split", words.Split(split.Name)), ("rows", words.Rows(split.Rows.Count)))}</p>\n");
        bool hasRoom = labels.Count <= MostBeside;
        if (hasRoom) html.Add($"<div class=\"beside\">\n");
        ChartFigure.Write(
            html, words["confusion.matrix"], words["confusion.how"],
            width => new ConfusionMatrixPlot(
                split.Confusion!, labels, ChartFigure.Options<ConfusionMatrixPlotOptions>(WidthFor(width, labels.Count), words) with
                {
                    CellLink = "#rows",
                }),
            ChartFigure.Full, mayScroll: labels.Count > MostOnPhone);
        html.Add($"<div>\n");
        WritePairs(html, facts, split, labels);
        html.Add($"</div>\n");
        if (hasRoom) html.Add($"</div>\n");
    }

    // Few classes need no large matrix.
    private static double WidthFor(double room, int classes) =>
        Math.Min(room, classes <= MostBeside ? Math.Clamp(170 + (classes * 70), ChartFigure.Narrow, 580) : ChartFigure.Full);

    private static void WritePairs(HtmlWriter html, ReportFacts facts, SplitFacts split, IReadOnlyList<string> labels)
    {
        var words = facts.Words;
        var confusion = split.Confusion!;
        var pairs = (from truth in Enumerable.Range(0, labels.Count)
                     from predicted in Enumerable.Range(0, labels.Count)
                     where truth != predicted && confusion[truth, predicted] > 0
                     orderby confusion[truth, predicted] descending
                     select (truth, predicted, Count: confusion[truth, predicted])).ToList();
        html.Add($"<h3>{words["confusion.pairs"]}</h3>\n");
        if (pairs.Count == 0)
        {
            html.Add($"<p>{words["confusion.none"]}</p>\n");
            return;
        }

        html.Add($"<ol class=\"pairs\">\n");
        foreach (var (truth, predicted, count) in pairs.Take(MostPairs))
        {
            long rows = Enumerable.Range(0, labels.Count).Sum(k => confusion[truth, k]);
            var text = words.Say(
                "confusion.pair", ("truth", Label(labels[truth])), ("predicted", Label(labels[predicted])),
                ("rows", Markup.Text(words.Rows(count))), ("share", Markup.Text(Figures.Percent((double)count / rows))));
            html.Add($"<li><a href=\"#rows\" data-truth=\"{truth}\" data-predicted=\"{predicted}\">{text}</a></li>\n");
        }

        html.Add($"</ol>\n");
        if (pairs.Count > MostPairs)
            html.Add($"<p class=\"note\">{words.Fill("confusion.more", ("pairs", Figures.Count(pairs.Count - MostPairs)))}</p>\n");
    }

    private static Markup Label(string name) => Markup.From($"<bdi>{ShortText.Name(name)}</bdi>");
}
