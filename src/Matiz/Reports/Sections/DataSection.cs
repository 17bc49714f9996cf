using Matiz.Charts;
using Matiz.Charts.Drawing;
using Matiz.Data;
using Matiz.Reports.Facts;
using Matiz.Reports.Html;

namespace Matiz.Reports.Sections;

/// <summary>Whether the data is fit to learn from: counts, duplicates, leaks between splits, lengths, what is cut.</summary>
internal sealed class DataSection : IReportSection
{
    private const int MostOpen = 30;

    private static readonly (string Key, Func<SplitSummary, string> Figure)[] Counted =
    [
        ("rows", static split => Figures.Count(split.Rows)),
        ("duplicates", static split => Figures.Count(split.Duplicates)),
        ("empty", static split => Figures.Count(split.EmptyTexts)),
        ("control", static split => Figures.Count(split.ControlCharacterTexts)),
        ("median", static split => Length(split.TokenLengths?.Median)),
        ("p95", static split => Length(split.TokenLengths?.P95)),
        ("max", static split => Length(split.TokenLengths?.Max)),
        ("cut", static split => Figures.Percent(split.ShareCut)),
    ];

    public string Key => "data";

    public bool AppliesTo(ReportFacts facts) => true;

    public void Write(HtmlWriter html, ReportFacts facts)
    {
        WriteVerdict(html, facts);
        html.Add($"<div class=\"pair\">\n<div>\n");
        WriteSplits(html, facts);
        html.Add($"</div>\n");
        if (facts.Dataset.LabelNames is { } labels) WriteLabels(html, facts, labels);
        html.Add($"</div>\n");
        WriteLengths(html, facts);
    }

    /// <summary>What is worth a look, in a line each; that nothing is, else.</summary>
    private static void WriteVerdict(HtmlWriter html, ReportFacts facts)
    {
        var words = facts.Words;
        var findings = DataVerdict.Write(facts.Dataset, words);
        if (findings.Count == 0)
        {
            html.Add($"<p class=\"lead\">{words["data.clean"]}</p>\n");
            return;
        }

        html.Add($"<ul class=\"findings\">\n");
        foreach (string finding in findings) html.Add($"<li>{finding}</li>\n");
        html.Add($"</ul>\n");
    }

    private static void WriteSplits(HtmlWriter html, ReportFacts facts)
    {
        var words = facts.Words;
        html.Add($"<div class=\"scroll\"><table class=\"figures\">\n<thead><tr><th scope=\"col\">{words["data.split"]}</th>");
        foreach (string name in facts.Dataset.Splits.Keys) html.Add($"<th scope=\"col\">{words.SplitHeading(name)}</th>");
        html.Add($"</tr></thead>\n<tbody>\n");
        foreach (var (key, figure) in Counted)
        {
            html.Add($"<tr><th scope=\"row\">{words["data." + key]}</th>");
            foreach (var split in facts.Dataset.Splits.Values) html.Add($"<td>{figure(split)}</td>");
            html.Add($"</tr>\n");
        }

        html.Add($"</tbody>\n</table></div>\n");
        if (facts.Dataset.ValidationSplit is { } made)
        {
            string how = words.Fill("data.validationSplit", ("share", Figures.Percent(made.Fraction)), ("seed", Figures.Count(made.Seed)));
            html.Add($"<p class=\"note\">{how}");
            html.Add($" {words[made.Stratified ? "data.stratified" : "data.notStratified"]}</p>\n");
        }
    }

    private static string Length(double? tokens) => tokens is { } number ? Figures.Count((long)Math.Round(number)) : Figures.None;

    private static void WriteLabels(HtmlWriter html, ReportFacts facts, IReadOnlyList<string> labels)
    {
        var (words, splits) = (facts.Words, facts.Dataset.Splits);
        var state = new Markup(labels.Count <= MostOpen ? " open=\"open\"" : "");
        html.Add($"<details{state}>\n<summary>{words.Fill("data.labels", ("classes", Figures.Count(labels.Count)))}</summary>\n");
        html.Add($"<div class=\"scroll\"><table class=\"figures counts\">\n<thead><tr><th scope=\"col\">{words["classes.class"]}</th>");
        foreach (string name in splits.Keys) html.Add($"<th scope=\"col\">{words.SplitHeading(name)}</th>");
        html.Add($"</tr></thead>\n<tbody>\n");
        foreach (string label in labels)
        {
            html.Add($"<tr><th scope=\"row\" dir=\"auto\">{ShortText.Name(label)}</th>");
            foreach (var split in splits.Values) WriteCount(html, split, split.Labels?.GetValueOrDefault(label) ?? 0);
            html.Add($"</tr>\n");
        }

        html.Add($"</tbody>\n</table></div>\n</details>\n");
    }

    private static void WriteCount(HtmlWriter html, SplitSummary split, int rows)
    {
        int most = Math.Max(1, split.Labels?.Values.DefaultIfEmpty(1).Max() ?? 1);
        html.Add($"<td>{Figures.Count(rows)}<span class=\"share\">{Figures.Percent((double)rows / Math.Max(1, split.Rows))}</span>");
        html.Add($"<span class=\"mini\"><span style=\"width:{Figures.Width((double)rows / most)}\"></span></span></td>");
    }

    private static void WriteLengths(HtmlWriter html, ReportFacts facts)
    {
        var words = facts.Words;
        var (name, split) = facts.Dataset.Splits.FirstOrDefault(static pair => pair.Value.TokenLengths?.Histogram is not null);
        if (split?.TokenLengths is not { Histogram: { } histogram } lengths)
        {
            html.Add($"<p class=\"absent\">{words["data.lengths.absent"]}</p>\n");
            return;
        }

        // The mark far right of every text would press the bars together.
        PlotMark[] marks = facts.MaxLength is { } limit && limit <= Math.Max(lengths.Max * 1.5, lengths.Max + 5)
            ? [new(limit, words.Fill("data.limit", ("tokens", Figures.Count(limit))))]
            : [];
        bool isReached = facts.Dataset.Splits.Values.Any(other => other.TokenLengths?.Max >= facts.MaxLength);
        string note = facts.MaxLength is { } cut && marks.Length == 0 && !isReached ? words.Fill(
            "data.lengths.fit", ("tokens", Figures.Count(cut))) : "";
        ChartFigure.Write(
            html, words.Fill("data.lengths", ("split", words.Split(name))), note,
            width => new HistogramPlot(histogram.Expand(), ChartFigure.Options<HistogramPlotOptions>(width, words) with
            {
                PlotHeight = 200,
                XLabel = words["data.tokens"],
                Marks = marks,
                Bins = histogram.Rows.Count,
            }),
            ChartFigure.Full);
    }
}
