namespace Matiz.Sharing.Cards.Sections;

/// <summary>Precision, recall and F₁ of each label on the rows that speak for the model.</summary>
internal sealed class ClassesSection : ICardSection
{
    private const int MostClasses = 100;

    public string Heading => "By label";

    public bool AppliesTo(CardFacts facts) => facts.Main?.Classes is not null;

    public void Write(CardWriter card, CardFacts facts)
    {
        var split = facts.Main!;
        var trained = facts.Dataset?.Splits.GetValueOrDefault("train")?.Labels;
        card.Table(
            [("label", false), ("precision", true), ("recall", true), ("f1", true), ($"{split.Name} rows", true), ("training rows", true)],
            split.Classes!.Classes.Take(MostClasses).Select(row => (IReadOnlyList<Markdown>)
            [
                Markdown.Text(row.Name), Markdown.Measure(row.Precision), Markdown.Measure(row.Recall), Markdown.Measure(row.F1),
                Markdown.Count(row.Support),
                trained is not null && trained.TryGetValue(row.Name, out int rows) ? Markdown.Count(rows) : Markdown.None,
            ]));
        int more = split.Classes.Classes.Count - MostClasses;
        if (more > 0) card.Paragraph($"These are the first {MostClasses} labels; {more} more are left out here.");
    }
}
