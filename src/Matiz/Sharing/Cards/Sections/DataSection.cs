using Matiz.Data;

namespace Matiz.Sharing.Cards.Sections;

/// <summary>What it was trained and measured on: counts and lengths; texts never stand in a card.</summary>
internal sealed class DataSection : ICardSection
{
    private const int MostFiles = 20;

    private static readonly (string Name, Func<SplitSummary, Markdown> Figure)[] Figures =
    [
        ("rows", static split => Markdown.Count(split.Rows)),
        ("tokens of a text, median", static split => Whole(split.TokenLengths?.Median)),
        ("tokens of a text, most", static split => Whole(split.TokenLengths?.Max)),
        ("cut at the greatest length", static split => Markdown.Share(split.ShareCut)),
        ("rows that repeat an earlier text", static split => Markdown.Count(split.Duplicates)),
    ];

    public string Heading => "Data";

    public bool AppliesTo(CardFacts facts) => facts.Dataset is not null;

    public void Write(CardWriter card, CardFacts facts)
    {
        var dataset = facts.Dataset!;
        card.Table(
            [("", false), .. dataset.Splits.Keys.Select(static name => (name, true))],
            Figures.Select(figure =>
                (IReadOnlyList<Markdown>)[Markdown.Text(figure.Name), .. dataset.Splits.Values.Select(figure.Figure)]));
        if (dataset.ValidationSplit is { } made)
        {
            var kept = new Markdown(made.Stratified ? ", each label keeping its share" : "");
            card.Paragraph(
                $"The validation rows are {Markdown.Share(made.Fraction)} of the given training rows, drawn by the seed "
                + $"{new Markdown(CardNumbers.Setting(made.Seed))}{kept}.");
        }

        if (dataset.Files.Count is 0 or > MostFiles) return;
        card.Paragraph($"The rows came from these files, by the SHA-256 of their bytes:");
        card.Table(
            [("split", false), ("file", false), ("rows", true), ("SHA-256", false)],
            dataset.Files.Select(file => (IReadOnlyList<Markdown>)
            [
                Markdown.Text(file.Split), Markdown.Text(CardFacts.NameOf(file)), Markdown.Count(file.Rows), Markdown.Code(file.Sha256),
            ]));
    }

    private static Markdown Whole(double? value) => value is { } number ? Markdown.Count((long)Math.Round(number)) : Markdown.None;
}
