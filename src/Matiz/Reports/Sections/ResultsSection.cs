using Matiz.Metrics;
using Matiz.Reports.Facts;
using Matiz.Reports.Html;

namespace Matiz.Reports.Sections;

/// <summary>How good the model is, with intervals, beside what simpler ways reach on the same rows.</summary>
internal sealed class ResultsSection : IReportSection
{
    public string Key => "results";

    public bool AppliesTo(ReportFacts facts) => facts.Run is not null;

    public string? Absence(ReportFacts facts) => facts.Splits.Count == 0 ? "results.absent" : null;

    public void Write(HtmlWriter html, ReportFacts facts)
    {
        var words = facts.Words;
        html.Add($"<p class=\"lead\">{Lead(facts, facts.Splits[^1])}</p>\n");
        if (facts.Dataset.Overlaps.Sum(static leak => leak.Rows) is > 0 and var leaked)
        {
            html.Add($"<p class=\"warning\">{words.Fill("results.leak", ("rows", words.Rows(leaked)))} ");
            html.Add($"<a href=\"#data\">{words["results.leak.more"]}</a></p>\n");
        }

        html.Add($"<div class=\"pair\">\n");
        foreach (var split in facts.Splits) WriteSplit(html, facts, split);
        html.Add($"</div>\n<p class=\"note\">{words["results.intervals"]}</p>\n");
        if (!facts.Calibration.ChangesNothing) html.Add($"<p class=\"note\">{words["results.calibrated"]}</p>\n");
        if (facts.Baselines is null) html.Add($"<p class=\"absent\">{words["results.noBaselines"]}</p>\n");
        WriteAll(html, facts);
    }

    private static Markup Lead(ReportFacts facts, SplitFacts split)
    {
        var words = facts.Words;
        var first = split.Headlines[0];
        string model = words[facts.IsFineTuned ? "model.fineTuned" : "model.features"];
        var rows = Markup.Text(words.Fill("results.rowsOf", ("rows", Figures.Count(split.Rows.Count)), ("split", words.Split(split.Name))));
        var (low, high) = (first.Interval.Low, first.Interval.High);
        bool isShare = first.Name is "accuracy";                 // a share reads best as a percentage, beside what simpler ways reach
        string Shown(double value) => isShare ? Figures.Percent(value) : Figures.Metric(value);
        var interval = double.IsFinite(low) && double.IsFinite(high)
            ? Markup.Text(words.Fill("results.interval", ("low", Shown(low)), ("high", Shown(high))))
            : default;
        if (!isShare)
        {
            return words.Say(
                "results.lead.other", ("rows", rows), ("model", Markup.Text(model)),
                ("metric", Markup.Text(InSentence(words.Metric(first.Name)))),
                ("value", Strong(Shown(first.Interval.Value))), ("interval", interval));
        }

        var lead = words.Say(
            "results.lead.single", ("rows", rows), ("model", Markup.Text(model)), ("value", Strong(Shown(first.Interval.Value))),
            ("interval", interval));
        string key = split.Prefix + "_accuracy";
        double? features = facts.IsFineTuned ? facts.Baselines?.Features.GetValueOrDefault(key) : null;
        double? dummy = DummyOf(facts, key);
        if (features is { } reached) lead = Joined(lead, words.Say("results.lead.features", ("value", Strong(Figures.Percent(reached)))));
        if (dummy is { } chance) lead = Joined(lead, words.Say("results.lead.dummy", ("value", Strong(Figures.Percent(chance)))));
        return lead;
    }

    // "Mean absolute error" is "mean absolute error" within a sentence, "F1" stays.
    private static string InSentence(string name) =>
        name.Length > 1 && char.IsLower(name[1]) ? char.ToLowerInvariant(name[0]) + name[1..] : name;

    private static double? DummyOf(ReportFacts facts, string key) =>
        facts.Baselines?.Dummy.GetValueOrDefault(key)
        ?? facts.Run!.Results.GetValueOrDefault(key.Replace("_accuracy", "_dummy_accuracy", StringComparison.Ordinal));

    private static Markup Joined(Markup first, Markup second) => new(first.Value + " " + second.Value);

    private static Markup Strong(string text) => Markup.From($"<strong>{text}</strong>");

    private static void WriteSplit(HtmlWriter html, ReportFacts facts, SplitFacts split)
    {
        var words = facts.Words;
        html.Add($"<div>\n<h3>{words.SplitHeading(split.Name)}, {words.Rows(split.Rows.Count)}</h3>\n");
        bool Has(IReadOnlyDictionary<string, double?> values) =>
            split.Headlines.Any(headline => values.GetValueOrDefault($"{split.Prefix}_{headline.Name}") is not null);
        var columns = Columns(facts).Where(column => Has(column.Values)).ToList();
        string own = words[facts.IsFineTuned ? "model.fineTuned.short" : "model.features.short"];
        var first = split.Headlines[0];
        if (MetricCatalog.GreaterIsBetter(first.Name))
        {
            html.Add($"<div class=\"versus\" aria-hidden=\"true\">\n");
            WriteBar(html, own, first.Interval.Value, first.Interval.Low, first.Interval.High);
            foreach (var (name, values) in columns)
            {
                double? value = values.GetValueOrDefault($"{split.Prefix}_{first.Name}");
                if (value is { } reached) WriteBar(html, name, reached);
            }

            html.Add($"</div>\n");
        }

        html.Add($"<table class=\"metrics\">\n<thead><tr><th scope=\"col\">{words["results.metric"]}</th>");
        html.Add($"<th scope=\"col\">{own}</th>");
        foreach (var (name, _) in columns) html.Add($"<th scope=\"col\">{name}</th>");
        html.Add($"</tr></thead>\n<tbody>\n");
        foreach (var headline in split.Headlines)
        {
            html.Add($"<tr><th scope=\"row\">{words.Metric(headline.Name)}<small>{words.MetricMeaning(headline.Name)}</small></th>");
            html.Add(
                $"<td><strong>{Figures.Metric(headline.Interval.Value)}</strong><small>{Figures.Range(headline.Interval)}</small></td>");
            foreach (var (_, values) in columns)
                html.Add($"<td>{Figures.Metric(values.GetValueOrDefault($"{split.Prefix}_{headline.Name}"))}</td>");
            html.Add($"</tr>\n");
        }

        html.Add($"</tbody>\n</table>\n</div>\n");
    }

    private static List<(string Name, IReadOnlyDictionary<string, double?> Values)> Columns(ReportFacts facts)
    {
        var columns = new List<(string, IReadOnlyDictionary<string, double?>)>();
        if (facts.IsFineTuned && facts.Baselines is { Features.Count: > 0 } both)
            columns.Add((facts.Words["model.features.short"], both.Features));
        if (facts.Baselines is { Dummy.Count: > 0 } dummy) columns.Add((facts.Words["model.dummy.short"], dummy.Dummy));
        return columns;
    }

    private static void WriteBar(HtmlWriter html, string name, double value, double low = double.NaN, double high = double.NaN)
    {
        bool hasInterval = double.IsFinite(low) && double.IsFinite(high);
        html.Add($"<div class=\"{(hasInterval ? "bar own" : "bar")}\"><span>{name}</span><span class=\"track\">");
        html.Add($"<span class=\"fill\" style=\"width:{Figures.Width(value)}\"></span>");
        if (hasInterval) html.Add($"<span class=\"whisker\" style=\"left:{Figures.Width(low)};width:{Figures.Width(high - low)}\"></span>");
        html.Add($"</span><span class=\"value\">{Figures.Percent(value)}</span></div>\n");
    }

    /// <summary>Every metric of every split, under the keys of the files.</summary>
    private static void WriteAll(HtmlWriter html, ReportFacts facts)
    {
        var words = facts.Words;
        html.Add($"<details>\n<summary>{words["results.all"]}</summary>\n");
        html.Add($"<div class=\"scroll\"><table class=\"figures\">\n<thead><tr><th scope=\"col\">{words["results.metric"]}</th>");
        foreach (var split in facts.Splits) html.Add($"<th scope=\"col\">{words.SplitHeading(split.Name)}</th>");
        html.Add($"</tr></thead>\n<tbody>\n");
        var results = facts.Run!.Results;
        bool IsThere(MetricInfo metric) => facts.Splits.Any(split => results.ContainsKey($"{split.Prefix}_{metric.Name}"));
        foreach (var metric in MetricCatalog.All.Where(IsThere))
        {
            html.Add($"<tr><th scope=\"row\"><code>{metric.Name}</code></th>");
            foreach (var split in facts.Splits)
            {
                double? recorded = results.GetValueOrDefault($"{split.Prefix}_{metric.Name}");
                html.Add($"<td>{Figures.Metric(split.Measures?.GetValueOrDefault(metric.Name, double.NaN) ?? recorded)}</td>");
            }

            html.Add($"</tr>\n");
        }

        html.Add($"</tbody>\n</table></div>\n</details>\n");
    }
}
