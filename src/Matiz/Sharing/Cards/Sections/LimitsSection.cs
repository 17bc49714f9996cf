using Matiz.Data;

namespace Matiz.Sharing.Cards.Sections;

/// <summary>What the numbers say against the model, each in a sentence; what they say nothing about, too.</summary>
internal sealed class LimitsSection : ICardSection
{
    private const int FewRows = 50;                             // of a label, in training: below it the sentence on it is worth reading
    private const int MostNamed = 10;

    public string Heading => "Limits";

    public bool AppliesTo(CardFacts facts) => true;

    public void Write(CardWriter card, CardFacts facts)
    {
        Markdown[] limits =
            [.. Measured(facts), .. Trained(facts), .. Labels(facts), .. DataLimits.Find(facts), .. Unknown(facts)];
        foreach (var limit in limits) card.Item($"{limit}");
    }

    private static IEnumerable<Markdown> Measured(CardFacts facts)
    {
        if (facts.IsTrained && facts.Results.GetValueOrDefault("epoch") is < 1 and { } epochs)
        {
            yield return Markdown.From(
                $"Training ended after {CardNumbers.Setting(Math.Round(epochs, 2))} epochs: it has not seen every training row once.");
        }

        if (facts.Main is not { } split)
        {
            if (facts.IsTrained && facts.Measured.Count == 0)
                yield return new Markdown("Neither validation nor test rows were given: how good it is, is not known.");
            yield break;
        }

        if (split.Name is not "test")
        {
            yield return new Markdown(
                "There were no test rows. Validation rows were looked at while it was made, so numbers on new texts may be lower.");
        }

        if (facts.Task.LabelKind != LabelKind.Index || facts.Result(split.Prefix, "accuracy") is not { } accuracy) yield break;
        var (low, high) = WilsonInterval.At95(accuracy, split.Rows);
        yield return Markdown.From(
            $"Its accuracy was measured on {facts.Units(split.Rows)}. By chance alone it may as well lie anywhere between "
            + $"{Markdown.Share(low)} and {Markdown.Share(high)} (95 % Wilson interval).");
        if (MostFrequentLabel.ForRun(facts)?.AccuracyOn(split.Name) is { } least && accuracy <= least)
        {
            yield return new Markdown(
                "It gets no more rows right than always answering the most frequent label would: what it has learned does not help.");
        }
    }

    private static IEnumerable<Markdown> Trained(CardFacts facts)
    {
        if (facts.Dataset?.Splits.GetValueOrDefault("train") is not { Labels: { Count: > 1 } counts }) yield break;
        string[] missing = [.. counts.Where(static pair => pair.Value == 0).Select(static pair => pair.Key)];
        if (missing.Length > 0)
        {
            yield return Markdown.From(
                $"No training row has {Named(missing)}: it never learned {(missing.Length == 1 ? "this label" : "these labels")}.");
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

    private static IEnumerable<Markdown> Labels(CardFacts facts)
    {
        if (facts.Main is not { Classes.Classes: { Count: > 1 } classes } split) yield break;
        string[] unmeasured = [.. classes.Where(static row => row.Support == 0).Select(static row => row.Name)];
        if (unmeasured.Length > 0)
        {
            yield return Markdown.From(
                $"No {split.Name} row has {Named(unmeasured)}: nothing is known of how well it finds "
                + $"{(unmeasured.Length == 1 ? "this label" : "these labels")}.");
        }

        if (classes.Where(static row => row.Support > 0).MinBy(static row => row.F1) is not { } weakest) yield break;
        yield return Markdown.From(
            $"Its weakest label is {Markdown.Bold(weakest.Name)}: F1 {Markdown.Measure(weakest.F1)}, precision "
            + $"{Markdown.Measure(weakest.Precision)}, recall {Markdown.Measure(weakest.Recall)} on "
            + $"{CardNumbers.Counted(weakest.Support, $"{split.Name} row")}.");
    }

    private static IEnumerable<Markdown> Unknown(CardFacts facts)
    {
        if (facts.MaxLength is { } limit)
        {
            double? share = facts.Main is { } split ? facts.Dataset?.Splits.GetValueOrDefault(split.Name)?.ShareCut : null;
            var cut = share > 0 ? Markdown.From($", as it did with {Markdown.Share(share)} of the {facts.Main!.Name} rows") : default;
            yield return Markdown.From(
                $"Matiz reads the first {CardNumbers.Counted(limit, "token")} of a {facts.Unit} and cuts what comes after{cut}.");
        }

        if (!facts.IsTrained)
        {
            yield return new Markdown("What it was trained on, and how good it is, was not recorded in its folder.");
            yield break;
        }

        yield return new Markdown(
            "Of other languages, subjects and ways of writing than those of the rows above nothing is known"
            + (facts.Task.LabelKind == LabelKind.Index ? ", and a text that fits none of its labels gets one all the same." : "."));
    }

    private static Markdown Named(string[] names) =>
        Markdown.List([.. names.Take(MostNamed).Select(Markdown.Bold), .. More(names.Length)], last: "or");

    private static IEnumerable<Markdown> More(int count) =>
        count > MostNamed ? [Markdown.From($"{count - MostNamed} more")] : [];
}
