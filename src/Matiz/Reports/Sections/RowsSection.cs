using System.Globalization;
using Matiz.Charts;
using Matiz.Charts.Drawing;
using Matiz.Data;
using Matiz.Reports.Facts;
using Matiz.Reports.Html;

namespace Matiz.Reports.Sections;

/// <summary>
/// The rows that matter, in a table that reads as it is; with script it can be searched, sorted and narrowed to a pair of classes. What a
/// row holds stands in its cells, and for the script as numbers in <c>data-</c> attributes.
/// </summary>
internal sealed class RowsSection : IReportSection
{
    public string Key => "rows";

    public bool AppliesTo(ReportFacts facts) => facts.Run is not null;

    public string? Absence(ReportFacts facts) => facts.Listed is null ? "results.absent" : null;

    public void Write(HtmlWriter html, ReportFacts facts)
    {
        var (words, split, listed) = (facts.Words, facts.Main!, facts.Listed!);
        string name = words.Split(split.Name);
        string lead = words.Fill(
            listed.Rows.Count == listed.Total ? "rows.lead.all" : split.Confusion is null ? "rows.lead.plain" : "rows.lead",
            ("listed", Figures.Count(listed.Rows.Count)), ("total", Figures.Count(listed.Total)), ("split", name));
        html.Add($"<p class=\"lead\">{lead}</p>\n");
        html.Add($"<p class=\"note\">{words["rows.rest"]}</p>\n");
        double[] losses = [.. split.Rows.Select(static row => (double)row.Loss!.Value)];
        ChartFigure.Write(
            html, words.Fill("rows.losses", ("split", name)), words["rows.losses.how"],
            width => new HistogramPlot(losses, ChartFigure.Options<HistogramPlotOptions>(width, words) with
            {
                PlotHeight = 160,
                XLabel = words["plot.loss"],
                HasLogarithmicCounts = true,
            }),
            ChartFigure.Full);
        if (facts.Task.LabelKind == LabelKind.Value) WriteScatter(html, facts, split);
        WriteTools(html, facts, split);
        WriteTable(html, facts, listed);
    }

    private static void WriteScatter(HtmlWriter html, ReportFacts facts, SplitFacts split)
    {
        var words = facts.Words;
        PlotPoint[] points = [.. split.Rows.Select(static row => new PlotPoint(row.Label.Value, row.Predicted.Value))];
        ChartFigure.Write(
            html, words.Fill("rows.scatter", ("split", words.Split(split.Name))), "",
            width => new ScatterPlot(
                points, new int[points.Length], [words["plot.rows"]], ChartFigure.Options<ScatterPlotOptions>(width, words) with
                {
                    PlotHeight = 320,
                    XLabel = words["rows.truth"],
                    YLabel = words["rows.predicted"],
                }),
            ChartFigure.Full);
    }

    // Without script there is nothing to handle: the script shows the tools.
    private static void WriteTools(HtmlWriter html, ReportFacts facts, SplitFacts split)
    {
        var words = facts.Words;
        html.Add($"<form id=\"row-tools\" class=\"tools\" hidden=\"hidden\">\n");
        html.Add($"<label class=\"search\">{words["rows.search"]}<input type=\"search\" id=\"row-search\" ");
        html.Add($"autocomplete=\"off\" placeholder=\"{words["rows.search.hint"]}\" /></label>\n");
        if (split.Confusion is not null)
        {
            WriteChoice(html, words, "row-truth", "rows.truth", facts.Labels!.Names);
            WriteChoice(html, words, "row-predicted", "rows.predicted", facts.Labels.Names);
        }

        html.Add($"<label>{words["rows.sort"]}<select id=\"row-sort\">\n");
        foreach (string key in Orders(facts)) html.Add($"<option value=\"{key}\">{words["rows.sort." + key]}</option>\n");
        html.Add($"</select></label>\n");
        if (facts.Task.HasClasses)
            html.Add($"<label class=\"check\"><input type=\"checkbox\" id=\"row-wrong\" /> {words["rows.wrong"]}</label>\n");
        html.Add($"<button type=\"reset\">{words["rows.reset"]}</button>\n");
        html.Add(
            $"<output id=\"row-count\" data-text=\"{words["rows.count"]}\" data-pair=\"{words["rows.count.pair"]}\"></output>\n</form>\n");
    }

    private static string[] Orders(ReportFacts facts) => facts.Task.LabelKind switch
    {
        LabelKind.Index => ["loss-down", "loss-up", "confidence-down", "truth-up", "predicted-up", "place-up", "length-down"],
        LabelKind.Value => ["loss-down", "loss-up", "truth-up", "predicted-up", "place-up", "length-down"],
        _ => ["loss-down", "loss-up", "place-up", "length-down"],
    };

    private static void WriteChoice(HtmlWriter html, ReportWords words, string id, string key, IReadOnlyList<string> names)
    {
        html.Add($"<label>{words[key]}<select id=\"{id}\"><option value=\"\">{words["rows.any"]}</option>\n");
        for (int k = 0; k < names.Count; k++) html.Add($"<option value=\"{k}\">{ShortText.Name(names[k])}</option>\n");
        html.Add($"</select></label>\n");
    }

    private static void WriteTable(HtmlWriter html, ReportFacts facts, RowSelection listed)
    {
        var words = facts.Words;
        html.Add($"<table id=\"row-table\" class=\"rows\" data-print=\"{words["rows.print"]}\"{Counts(facts)}>\n<thead><tr>");
        foreach (var (key, order) in ((string, string)[])
            [("plot.loss", "loss"), ("rows.truth", "truth"), ("rows.predicted", "predicted"), ("rows.text", "length"), (
                "rows.place", "place")])
            html.Add($"<th scope=\"col\" data-sort=\"{order}\">{words[key]}</th>");
        html.Add($"</tr></thead>\n<tbody>\n");
        var writer = new RowWriter(html, facts, listed);
        foreach (var row in listed.Rows) writer.Write(row);
        html.Add($"</tbody>\n</table>\n");
        html.Add($"<p id=\"row-more\" hidden=\"hidden\"><button type=\"button\" data-text=\"{words["rows.more"]}\"></button></p>\n");
        html.Add($"<p id=\"row-none\" class=\"absent\" hidden=\"hidden\">{words["rows.none"]}</p>\n");
    }

    /// <summary>How many rows each cell of the matrix has, so that the script can say how many of a pair are listed.</summary>
    private static Markup Counts(ReportFacts facts)
    {
        if (facts.Main!.Confusion is not { } confusion) return default;
        var cells = from truth in Enumerable.Range(0, confusion.Classes)
                    from predicted in Enumerable.Range(0, confusion.Classes)
                    where confusion[truth, predicted] > 0
                    select string.Create(CultureInfo.InvariantCulture, $"{truth},{predicted},{confusion[truth, predicted]}");
        return Markup.From($" data-counts=\"{string.Join(' ', cells)}\"");
    }
}
