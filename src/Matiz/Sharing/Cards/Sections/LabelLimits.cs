using Matiz.Metrics;

namespace Matiz.Sharing.Cards.Sections;

/// <summary>
/// What single labels have against them: too few rows to learn from or to be measured on, and answers that are often wrong.
/// </summary>
internal static class LabelLimits
{
    private const int FewRows = 50;                             // of a label, in training: below it the sentence on it is worth reading
    private const int MostNamed = 10;

    /// <summary>A sentence each.</summary>
    public static IEnumerable<Markdown> Find(CardFacts facts) => Trained(facts).Concat(Measured(facts));

    private static IEnumerable<Markdown> Trained(CardFacts facts)
    {
        if (facts.Dataset?.Splits.GetValueOrDefault("train") is not { Labels: { Count: > 1 } counts }) yield break;
        string[] missing = [.. counts.Where(static pair => pair.Value == 0).Select(static pair => pair.Key)];
        if (missing.Length > 0)
        {
            yield return Markdown.From(
                $"No training row has {Named(missing, "or")}: it never learned {(missing.Length == 1 ? "this label" : "these labels")}.");
        }

        var rare = counts.Where(static pair => pair.Value is > 0 and < FewRows).OrderBy(static pair => pair.Value).ToList();
        if (rare.Count > 0)
        {
            var names = rare.Take(MostNamed).Select(static pair => Markdown.From($"{Markdown.Bold(pair.Key)} ({pair.Value})"));
            yield return Markdown.From(
                $"Few training rows have {Markdown.List([.. names, .. More(rare.Count)])}: its answers for "
                + $"{(rare.Count == 1 ? "it" : "them")} rest on little.");
        }
        else if (counts.MinBy(static pair => pair.Value) is { Value: > 0 } smallest)
        {
            yield return Markdown.From(
                $"Its rarest label in training is {Markdown.Bold(smallest.Key)}, with {CardNumbers.Counted(smallest.Value, "row")}.");
        }
    }

    private static IEnumerable<Markdown> Measured(CardFacts facts)
    {
        if (facts.Main is not { Classes.Classes: { Count: > 1 } classes } split) yield break;
        string[] unmeasured = [.. classes.Where(static row => row.Support == 0).Select(static row => row.Name)];
        if (unmeasured.Length > 0)
        {
            yield return Markdown.From(
                $"No {split.Name} row has {Named(unmeasured, "or")}: nothing is known of how well it finds "
                + $"{(unmeasured.Length == 1 ? "this label" : "these labels")}.");
        }

        string[] silent = [.. classes.Where((_, label) => IsNeverAnswered(split.Confusion, label)).Select(static row => row.Name)];
        if (silent.Length > 0) yield return Markdown.From($"On the {split.Name} rows it never answered {Named(silent, "or")}.");
        if (classes.Where(static row => row.Support > 0).MinBy(static row => row.F1) is not { F1: > 0 } weakest) yield break;
        yield return Markdown.From(
            $"Its weakest label is {Markdown.Bold(weakest.Name)}: F1 {Markdown.Measure(weakest.F1)}, precision "
            + $"{Markdown.Measure(weakest.Precision)}, recall {Markdown.Measure(weakest.Recall)} on "
            + $"{CardNumbers.Counted(weakest.Support, $"{split.Name} row")}.");
    }

    private static bool IsNeverAnswered(ConfusionMatrix? confusion, int label) =>
        confusion is not null && Enumerable.Range(0, confusion.Classes).All(truth => confusion[truth, label] == 0);

    private static Markdown Named(string[] names, string last) =>
        Markdown.List([.. names.Take(MostNamed).Select(Markdown.Bold), .. More(names.Length)], last);

    private static IEnumerable<Markdown> More(int count) =>
        count > MostNamed ? [Markdown.From($"{count - MostNamed} more")] : [];
}
