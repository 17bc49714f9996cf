namespace Matiz.Sharing.Cards.Sections;

/// <summary>Which label is taken for which, most rows first.</summary>
internal sealed class ConfusionSection : ICardSection
{
    private const int MostPairs = 10;

    public string Heading => "What it confuses";

    public bool AppliesTo(CardFacts facts) => facts.Main?.Confusion is { Classes: > 1 };

    public void Write(CardWriter card, CardFacts facts)
    {
        var (split, names) = (facts.Main!, facts.Labels!.Names);
        var confusion = split.Confusion!;
        var pairs = (from truth in Enumerable.Range(0, names.Count)
                     from predicted in Enumerable.Range(0, names.Count)
                     where truth != predicted && confusion[truth, predicted] > 0
                     orderby confusion[truth, predicted] descending
                     select (truth, predicted, Rows: confusion[truth, predicted])).ToList();
        if (pairs.Count == 0)
        {
            card.Paragraph($"Every one of the {facts.Units(split.Rows)} of {split.Name} was answered right.");
            return;
        }

        card.Table(
            [("truth", false), ("answered", false), ($"{split.Name} rows", true), ("share of the label", true)],
            pairs.Take(MostPairs).Select(pair => (IReadOnlyList<Markdown>)
            [
                Markdown.Text(names[pair.truth]), Markdown.Text(names[pair.predicted]), Markdown.Count(pair.Rows),
                Markdown.Share((double)pair.Rows / split.Classes!.Classes[pair.truth].Support),
            ]));
        if (pairs.Count > MostPairs) card.Paragraph($"{pairs.Count - MostPairs} more pairs are confused in fewer rows, or as many.");
    }
}
