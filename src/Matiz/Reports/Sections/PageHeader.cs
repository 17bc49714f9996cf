using Matiz.Data;
using Matiz.Reports.Facts;
using Matiz.Reports.Html;

namespace Matiz.Reports.Sections;

/// <summary>The heading of the page: what was made of what, in a line each.</summary>
internal static class PageHeader
{
    public static void Write(HtmlWriter html, ReportFacts facts)
    {
        var words = facts.Words;
        html.Add($"<header>\n<p class=\"kind\">{words["page.kind"]}</p>\n<h1 dir=\"auto\">{facts.Name}</h1>\n<dl>\n");
        if (facts.Run is { } run)
        {
            Fact(html, words["header.how"], words[facts.IsFineTuned ? "header.how.train" : "header.how.features"]);
            if (run.Settings["model_name_or_path"]?.ToString() is { } model) Fact(html, words["header.model"], model);
            else if (facts.IsFineTuned) Fact(html, words["header.model"], words["header.model.unknown"]);
        }

        Fact(html, words["header.data"], string.Join(
            " · ", facts.Dataset.Splits.Select(pair => $"{Figures.Count(pair.Value.Rows)} {words.Split(pair.Key)}")));
        Fact(html, words["header.task"], Task(facts));
        if (facts.Run?.Results.GetValueOrDefault("train_runtime") is { } seconds) Fact(html, words["header.time"], Figures.Time(seconds));
        html.Add($"</dl>\n</header>\n");
    }

    private static string Task(ReportFacts facts) => facts.Task.LabelKind switch
    {
        LabelKind.Index => facts.Words.Fill("header.task.single", ("classes", Figures.Count(facts.Labels!.Count))),
        LabelKind.Indices => facts.Words.Fill("header.task.multi", ("classes", Figures.Count(facts.Labels!.Count))),
        _ => facts.Words["header.task.regression"],
    };

    private static void Fact(HtmlWriter html, string name, string value) =>
        html.Add($"<div><dt>{name}</dt><dd dir=\"auto\">{value}</dd></div>\n");
}
