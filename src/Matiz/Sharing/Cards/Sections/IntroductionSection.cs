using Matiz.Data;

namespace Matiz.Sharing.Cards.Sections;

/// <summary>What the model is: what it was made of, which answers it gives, how good it is in one sentence.</summary>
internal sealed class IntroductionSection : ICardSection
{
    private const int MostLabels = 50;

    public string Heading => "";

    public bool AppliesTo(CardFacts facts) => true;

    public void Write(CardWriter card, CardFacts facts)
    {
        card.Heading(1, facts.Name);
        card.Paragraph($"{Origin(facts)}{Answers(facts)}");
        if (facts.Labels is { } labels)
        {
            foreach (string name in labels.Names.Take(MostLabels)) card.Item($"{name}");
            if (labels.Count > MostLabels) card.Item($"and {labels.Count - MostLabels} more, which `config.json` names");
        }

        if (InShort(facts) is { } sentence) card.Paragraph($"{sentence}");
        if (facts.Base?.License is { } license) card.Paragraph($"The licence of the base model is {Markdown.Code(license)}.");
    }

    private static Markdown Origin(CardFacts facts)
    {
        var size = facts.Parameters is { } count ? Markdown.From($", {CardNumbers.About(count)} parameters") : default;
        var kind = facts.ModelType is { } type ? Markdown.From($" ({type}{size})") : default;
        if (!facts.IsTrained) return Markdown.From($"A text classifier{kind} in the layout of transformers. ");
        string verb = facts.IsPooled ? "with a linear classifier on its features, which was trained" : "fine-tuned";
        var start = facts.Base is null ? Markdown.From($"A text classifier{kind}") : Markdown.From($"{NameOf(facts.Base)}{kind}");
        int? rows = facts.Dataset?.Splits.GetValueOrDefault("train")?.Rows ?? facts.Whole("train_rows");
        var on = rows is { } number ? Markdown.From($" on {facts.Units(number)}") : default;
        var of = facts.Data is { } data ? Markdown.From($" of {NameOf(data)}") : default;
        return Markdown.From($"{start}, {verb}{on}{of} with Matiz {facts.Version}. ");
    }

    private static Markdown Answers(CardFacts facts) => facts.Task.LabelKind switch
    {
        LabelKind.Index => Markdown.From($"It gives one of these labels for a {facts.Unit}:"),
        LabelKind.Indices => Markdown.From($"It gives any number of these labels, or none, for a {facts.Unit}:"),
        _ => Markdown.From($"It gives one number for a {facts.Unit}."),
    };

    // The one sentence that most readers come for.
    private static Markdown? InShort(CardFacts facts)
    {
        if (facts.Measured is not [.., var (split, prefix)])
            return facts.IsTrained ? new Markdown("Nothing was measured of it.") : null;
        double? Result(string metric) => facts.Result(prefix, metric);
        string texts = Texts(facts, split);
        return facts.Task.LabelKind switch
        {
            LabelKind.Index when Result("accuracy") is { } accuracy => Markdown.From(
                $"Of {texts} it gets {Markdown.Share(accuracy)} right{Beside(facts, split)}."),
            LabelKind.Indices when Result("f1_micro") is { } f1 => Markdown.From(
                $"On {texts} its F1 over all labels (micro) is {Markdown.Measure(f1)}{ExactRows(Result("subset_accuracy"))}."),
            LabelKind.Value when Result("mae") is { } error => Markdown.From(
                $"On {texts} it is off by {Markdown.Measure(error)} on average{Explained(Result("r2"))}."),
            _ => null,
        };
    }

    private static string Texts(CardFacts facts, string split)
    {
        long? rows = facts.Splits.FirstOrDefault(counted => counted.Name == split)?.Rows
            ?? (split is "validation" ? facts.Whole("eval_rows") : null);
        return (rows, facts.HasPairs) switch
        {
            ({ } count, true) => CardNumbers.Counted(count, $"{split} pair of texts", $"{split} pairs of texts"),
            ({ } count, false) => CardNumbers.Counted(count, $"{split} text"),
            (null, true) => $"the {split} pairs of texts",
            _ => $"the {split} texts",
        };
    }

    private static Markdown Beside(CardFacts facts, string split) =>
        MostFrequentLabel.ForRun(facts) is { } dummy && dummy.AccuracyOn(split) is { } share
            ? Markdown.From(
                $"; always answering {Markdown.Bold(dummy.Label)}, the most frequent label, would get {Markdown.Share(share)} right")
            : default;

    private static Markdown ExactRows(double? share) =>
        share is { } value ? Markdown.From($", and every label is right for {Markdown.Share(value)} of them") : default;

    private static Markdown Explained(double? r2) => r2 is { } value
        ? Markdown.From($"; its R² is {Markdown.Measure(value)}, where always answering their mean would have 0")
        : default;

    private static Markdown NameOf(CardBase model) => model.HubId is { } id
        ? new Markdown($"[`{id}`](https://huggingface.co/{id})")
        : Markdown.Code(model.Name);

    private static Markdown NameOf(CardData data) => data.HubId is { } id
        ? new Markdown($"[`{id}`](https://huggingface.co/datasets/{id})")
        : Markdown.Text(data.Name);
}
