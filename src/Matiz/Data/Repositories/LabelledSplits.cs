using System.Globalization;

namespace Matiz.Data.Repositories;

/// <summary>
/// The splits of a dataset as a job takes them: training rows must all have a label; of the others, those without one are left out, which
/// is said; validation rows are split off where none are left.
/// </summary>
/// <param name="data">The splits that were read.</param>
/// <param name="files">How validation rows are split off.</param>
internal sealed class LabelledSplits(DatasetDict data, DatasetFiles files)
{
    private readonly List<string> _notes = [.. data.Notes];

    /// <summary>Takes them.</summary>
    /// <exception cref="DataException">A training row has no label.</exception>
    public DatasetDict Take()
    {
        var train = data["train"];
        RequireLabels(train);
        var others = data.Values.Where(split => split != train).Select(Labelled).OfType<Dataset>().ToList();
        bool splitsOff = files.ValidationFraction > 0 && !others.Exists(split => split.Name is "validation");
        if (!splitsOff) return With([train, .. others], null);
        var (kept, part) = train.Split(files.ValidationFraction, files.Seed, ties: files.Ties);
        _notes.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"{data.Origin?.Name}: it has no validation rows; {part.Count} of its training rows are taken for them."));
        bool isStratified = train.LabelReader.Kind == LabelKind.Index;
        return With([kept, part, .. others], new ValidationSplit(files.ValidationFraction, files.Seed, isStratified));
    }

    private DatasetDict With(List<Dataset> splits, ValidationSplit? splitOff) => data.With(splits, splitOff, _notes);

    private Dataset? Labelled(Dataset split)
    {
        int without = split.Count(row => row.Label.Kind == LabelKind.None);
        if (without == 0) return split;
        _notes.Add(without == split.Count
            ? $"{split.Name}: none of its {Counted.Words(split.Count, "row")} has a label, so nothing is measured on it."
            : $"{split.Name}: {without} of {Counted.Words(split.Count, "row")} {(without == 1 ? "has" : "have")} no label and "
                + $"{(without == 1 ? "is" : "are")} left out.");
        return without == split.Count ? null : split.Filter(row => row.Label.Kind != LabelKind.None);
    }

    private static void RequireLabels(Dataset train)
    {
        int without = train.Count(row => row.Label.Kind == LabelKind.None);
        if (without == 0) return;
        var first = train.First(row => row.Label.Kind == LabelKind.None);
        throw new DataException(
            DataSource.Display(first.Source.File), first.Source.Line,
            $"the row has no label{(without > 1 ? $", like {without - 1} more of the {Counted.Words(train.Count, "row")} of train" : "")}. "
            + "Labels were expected to train on. Write the rows that have one to a file, or in a program: "
            + "Dataset.Load, then Filter(row => row.Label.Kind != LabelKind.None).");
    }
}
