namespace Matiz.Sharing.Cards.Sections;

/// <summary>What was found in the data that makes its results, or its labels, worth a doubt.</summary>
internal static class DataLimits
{
    private const int MostNames = 6;

    /// <summary>A sentence each.</summary>
    public static IEnumerable<Markdown> Find(CardFacts facts)
    {
        if (facts.Dataset is not { } dataset) yield break;
        foreach (var leak in dataset.Overlaps)
        {
            yield return Markdown.From(
                $"{CardNumbers.Counted(leak.Rows, "row")} of {leak.Second} {(leak.Rows == 1 ? "stands" : "stand")} in {leak.First} as "
                + $"well: results there may be too good.");
        }

        foreach (var file in dataset.RepeatedFiles)
        {
            if (string.Equals(file.Split, file.FirstSplit, StringComparison.Ordinal)) continue;
            yield return Markdown.From(
                $"A file of {file.Split} holds the same bytes as one of {file.FirstSplit}: results there may be too good.");
        }

        foreach (var (name, split) in dataset.Splits)
        {
            if (split.Contradictions > 0)
            {
                yield return Markdown.From(
                    $"{CardNumbers.Counted(split.Contradictions, "row")} of {name} {(split.Contradictions == 1 ? "has" : "have")} another "
                    + $"label than the same text before: not every label of the data can be right.");
            }

            if (name is not "train" || split.Duplicates == 0) continue;
            yield return Markdown.From(
                $"{CardNumbers.Counted(split.Duplicates, "training row")} {(split.Duplicates == 1 ? "repeats" : "repeat")} an earlier "
                + $"text.");
        }

        if (dataset.SimilarLabels.Count == 0) yield break;
        var names = dataset.SimilarLabels[0].Names.Take(MostNames).Select(Markdown.Bold);
        yield return Markdown.From(
            $"Some labels differ only in how they are written, such as {Markdown.List([.. names])}: it takes them for different ones.");
    }
}
