using Matiz.Data;

namespace Matiz.Sharing.Cards;

/// <summary>
/// Always answering the most frequent label of the training rows: what a classifier has to beat. It follows from counts alone.
/// </summary>
internal sealed class MostFrequentLabel
{
    private readonly DatasetSummary _dataset;

    private MostFrequentLabel(DatasetSummary dataset, string label) => (_dataset, Label) = (dataset, label);

    /// <summary>The label; of several that are as frequent the first.</summary>
    public string Label { get; }

    /// <summary>The label of a run; null unless a row has one label, and where nothing was counted.</summary>
    public static MostFrequentLabel? ForRun(CardFacts facts)
    {
        if (facts.Task.LabelKind != LabelKind.Index || facts.Dataset is not { } dataset) return null;
        if (dataset.Splits.GetValueOrDefault("train")?.Labels is not { Count: > 0 } counts) return null;
        var (label, rows) = counts.MaxBy(static pair => pair.Value);            // the first of the greatest, in label order
        return rows == 0 ? null : new MostFrequentLabel(dataset, label);
    }

    /// <summary>The share of a split's rows that it gets right; null where the split has none.</summary>
    public double? AccuracyOn(string split) =>
        _dataset.Splits.GetValueOrDefault(split)?.Labels is { } counts && counts.Values.Sum() is > 0 and var rows
            ? counts.GetValueOrDefault(Label) / (double)rows
            : null;

    /// <summary>Its F1 on a split: of the one class that it answers 2a/(1+a), of all others 0.</summary>
    /// <param name="split">The split.</param>
    /// <param name="isWeighted">Weighted with the rows of the classes, else their plain mean.</param>
    public double? F1On(string split, bool isWeighted)
    {
        if (AccuracyOn(split) is not { } share) return null;
        double own = 2 * share / (1 + share);
        return isWeighted ? share * own : own / _dataset.Splits[split].Labels!.Count;
    }
}
