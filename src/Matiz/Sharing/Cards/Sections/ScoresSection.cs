using System.Globalization;
using Matiz.Tasks;

namespace Matiz.Sharing.Cards.Sections;

/// <summary>Whether scores can be taken for probabilities, and what <c>calibration.json</c> does to them.</summary>
internal sealed class ScoresSection : ICardSection
{
    public string Heading => "Scores";

    public bool AppliesTo(CardFacts facts) => facts.Main is not null && facts.Task.Calibration != CalibrationMethod.None
        && (facts.Main.Honesty is not null || facts.Task.Calibration == CalibrationMethod.Thresholds);

    public void Write(CardWriter card, CardFacts facts)
    {
        if (facts.Task.Calibration == CalibrationMethod.Thresholds) WriteThresholds(card, facts);
        else WriteTemperature(card, facts);
        if (facts.Calibration.MinScore is { } least)
            card.Paragraph($"`calibration.json` asks for a score of at least {Number(least)}: below it Matiz gives no label.");
    }

    private static void WriteTemperature(CardWriter card, CardFacts facts)
    {
        var split = facts.Main!;
        var (raw, given) = split.Honesty!.Value;
        bool isCalibrated = facts.Calibration.Temperature != 1;
        var divided = isCalibrated
            ? new Markdown($", divided by the temperature {Number(facts.Calibration.Temperature)} of `calibration.json`")
            : default;
        var before = isCalibrated ? Markdown.From($"; {Markdown.Share(raw.ExpectedError)} without the temperature") : default;
        card.Paragraph(
            $"A score is the softmax of the logits{divided}. On the {split.Name} rows confidence and accuracy differ by "
            + $"{Markdown.Share(given.ExpectedError)} on average (expected calibration error over 15 bins{before}).");
        if (isCalibrated || facts.Fit is not { } fit) return;
        if (!fit.IsWorthwhile)
        {
            card.Paragraph($"The scores are not calibrated: the validation rows give no temperature that would make them better.");
            return;
        }

        double temperature = fit.Calibration.Temperature;
        string what = temperature switch { > 1.05 => "surer than right", < 0.95 => "less sure than right", _ => "about as sure as right" };
        card.Paragraph(
            $"The scores are not calibrated. By the {fit.Rows} validation rows they are {what}; the temperature that suits these rows best "
            + $"is {Number(temperature)}.");
    }

    private static void WriteThresholds(CardWriter card, CardFacts facts)
    {
        if (facts.Calibration.Thresholds is null)
        {
            card.Paragraph($"A score is the sigmoid of a logit, each label by itself; a label is given where its score lies above 0.5.");
            if (facts.Fit is { IsWorthwhile: true, ThresholdsBefore: { } before, ThresholdsAfter: { } after })
            {
                card.Paragraph(
                    $"Thresholds fitted to the validation rows would bring the F1 of these very rows (macro) from "
                    + $"{Markdown.Measure(before.Macro)} to {Markdown.Measure(after.Macro)}.");
            }

            return;
        }

        card.Paragraph(
            $"A score is the sigmoid of a logit, each label by itself. Matiz gives a label where its score lies above the label's "
            + $"threshold in `calibration.json`; Python knows no thresholds.");
        card.Table(
            [("label", false), ("threshold", true)],
            facts.Labels!.Names.Zip(facts.Calibration.ThresholdsOf(facts.Labels))
                .Select(pair => (IReadOnlyList<Markdown>)[Markdown.Text(pair.First), new Markdown(Number(pair.Second))]));
    }

    private static string Number(double value) => value.ToString("0.0##", CultureInfo.InvariantCulture);
}
