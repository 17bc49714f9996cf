namespace Matiz.Sharing.Cards.Sections;

/// <summary>A part of a card.</summary>
internal interface ICardSection
{
    /// <summary>Its heading; empty: it stands at the top.</summary>
    string Heading { get; }

    /// <summary>Whether there is something to say.</summary>
    bool AppliesTo(CardFacts facts);

    /// <summary>Says it.</summary>
    void Write(CardWriter card, CardFacts facts);
}

/// <summary>The parts of a card, from top to bottom.</summary>
internal static class CardSections
{
    /// <summary>The list: a section is one line here.</summary>
    public static IReadOnlyList<ICardSection> All { get; } =
    [
        new IntroductionSection(), new UseSection(), new ResultsSection(), new ClassesSection(), new ConfusionSection(),
        new ScoresSection(), new DataSection(), new TrainingSection(), new LimitsSection(),
    ];
}
