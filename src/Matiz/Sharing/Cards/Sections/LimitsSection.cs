using Matiz.Data;

namespace Matiz.Sharing.Cards.Sections;

/// <summary>What the numbers say against the model, each in a sentence; what they say nothing about, too.</summary>
internal sealed class LimitsSection : ICardSection
{
    public string Heading => "Limits";

    public bool AppliesTo(CardFacts facts) => true;

    public void Write(CardWriter card, CardFacts facts)
    {
        Markdown[] limits =
            [.. Measured(facts), .. LabelLimits.Find(facts), .. DataLimits.Find(facts), .. Unknown(facts)];
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

        double? simpler = facts.IsPooled ? null : facts.Baselines?.Features.GetValueOrDefault($"{split.Prefix}_accuracy");
        if (!(accuracy < simpler)) yield break;
        yield return Markdown.From(
            $"Logistic regression on the features of the base model, without any fine-tuning, gets more rows right: "
            + $"{Markdown.Share(simpler)}.");
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
}
