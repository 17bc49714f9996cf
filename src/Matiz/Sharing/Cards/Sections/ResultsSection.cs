using Matiz.Data;
using Matiz.Metrics;

namespace Matiz.Sharing.Cards.Sections;

/// <summary>What was measured of validation and test rows, beside what simpler ways reach.</summary>
internal sealed class ResultsSection : ICardSection
{
    public string Heading => "Results";

    public bool AppliesTo(CardFacts facts) => facts.Measured.Count > 0;

    public void Write(CardWriter card, CardFacts facts)
    {
        var splits = facts.Measured;
        card.Table(
            [("metric", false), .. splits.Select(static split => (split.Split, true))],
            MetricCatalog.All
                .Where(metric => splits.Any(split => facts.Results.ContainsKey($"{split.Prefix}_{metric.Name}")))
                .Select(metric => (IReadOnlyList<Markdown>)
                [
                    Markdown.Text(metric.Name),
                    .. splits.Select(split => Markdown.Measure(facts.Result(split.Prefix, metric.Name))),
                ]));
        card.Paragraph($"{Meaning(facts)}");
        WriteSimplerWays(card, facts);
    }

    private static Markdown Meaning(CardFacts facts)
    {
        string f1 = facts.Task.HasClasses ? " `f1` is weighted with the rows of the labels, as `f1_weighted`." : "";
        string calibrated = facts.Calibration.ChangesNothing ? "" : " They are of raw scores, without `calibration.json`.";
        string best = Selection(facts) is { } metric
            ? $" The weights are those of the evaluation with the best {metric} on the validation rows, which makes the validation column "
                + "a little too good."
            : "";
        return new Markdown($"Each is measured on all rows of the split with these very weights.{f1}{calibrated}{best}");
    }

    /// <summary>The metric by which the weights were chosen; null where the last ones were kept.</summary>
    private static string? Selection(CardFacts facts)
    {
        bool isBest = facts.Settings["load_best_model_at_end"] is System.Text.Json.Nodes.JsonValue value
            && value.TryGetValue(out bool chosen) && chosen;
        int evaluations = facts.History.Count(static entry => entry.IsEvaluation);
        return isBest && evaluations > 1 ? $"`{MarkdownText.Escape(facts.Text("metric_for_best_model") ?? "loss")}`" : null;
    }

    private static void WriteSimplerWays(CardWriter card, CardFacts facts)
    {
        var dummy = MostFrequentLabel.ForRun(facts);
        string[] metrics = facts.Task.LabelKind == LabelKind.Index ? ["accuracy", "f1_weighted", "f1_macro"] : ["f1_micro", "f1_macro"];
        var splits = facts.Measured;
        List<(Markdown Name, Func<string, string, double?> Value)> ways = [];
        if (facts.Baselines is { } baselines && !facts.IsPooled && facts.Task.HasClasses)
        {
            ways.Add((
                Markdown.From($"logistic regression on the features of the base model ({baselines.Pooling})"),
                (prefix, metric) => baselines.Features.GetValueOrDefault($"{prefix}_{metric}")));
        }

        if (dummy is not null)
        {
            var always = Markdown.From($"always {Markdown.Bold(dummy.Label)}");
            ways.Add((always, (prefix, metric) => DummyValue(dummy, splits, prefix, metric)));
        }
        else if (facts.Baselines is { } others && facts.Task.HasClasses)
        {
            var always = new Markdown("always the labels that more than half of the training rows have");
            ways.Add((always, (prefix, metric) => others.Dummy.GetValueOrDefault($"{prefix}_{metric}")));
        }

        if (ways.Count == 0) return;
        card.Heading(3, "Beside simpler ways");
        ways.Insert(0, (new Markdown("this model"), facts.Result));
        card.Table(
            [("", false), .. splits.SelectMany(split => metrics.Select(metric => ($"{split.Split} {metric}", true)))],
            ways.Select(way => (IReadOnlyList<Markdown>)
            [
                way.Name,
                .. splits.SelectMany(split => metrics.Select(metric => Markdown.Measure(way.Value(split.Prefix, metric)))),
            ]));
    }

    private static double? DummyValue(
        MostFrequentLabel dummy, IReadOnlyList<(string Split, string Prefix)> splits, string prefix, string metric)
    {
        string split = splits.First(split => string.Equals(split.Prefix, prefix, StringComparison.Ordinal)).Split;
        return metric is "accuracy" ? dummy.AccuracyOn(split) : dummy.F1On(split, isWeighted: metric is "f1_weighted");
    }
}
