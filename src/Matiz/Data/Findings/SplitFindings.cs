using Matiz.Data.Corrections;

namespace Matiz.Data;

/// <summary>Counts the rows of a split, and tells what is odd about them.</summary>
internal static class SplitFindings
{
    /// <summary>The counts of a split.</summary>
    /// <param name="split">The split.</param>
    /// <param name="duplicates">Knows the splits before.</param>
    /// <param name="headers">What the columns of labels are called.</param>
    /// <param name="warnings">Gets a line for each thing that is odd.</param>
    public static SplitSummary Count(Dataset split, Duplicates duplicates, IReadOnlySet<string> headers, List<string> warnings)
    {
        Row? firstEmpty = null, firstControl = null, firstHeader = null;
        int empty = 0, control = 0, header = 0;
        var counts = new int[split.Labels?.Count ?? 0];
        bool[] isHeader = [.. (split.Labels?.Names ?? []).Select(headers.Contains)];
        foreach (var row in split)
        {
            if (TextChecks.IsEmpty(row.Text) && empty++ == 0) firstEmpty = row;
            if (TextChecks.HasControlCharacters(row) && control++ == 0) firstControl = row;
            foreach (int index in ClassesOf(row.Label))
            {
                counts[index]++;
                if (isHeader[index] && header++ == 0) firstHeader = row;
            }
        }

        if (empty > 0) warnings.Add($"{split.Name}: {Have(empty)} an empty text, the first at {firstEmpty!.Source}. Kept; "
            + "fill in or remove what is not meant.");
        if (control > 0) warnings.Add($"{split.Name}: {Have(control)} a control character in the text, "
            + $"the first at {firstControl!.Source}. Kept; clean the text where it is not meant.");
        if (header > 0)
        {
            warnings.Add(
                $"{split.Name}: {Have(header)} the name of the label's column as label, the first at {firstHeader!.Source}. "
                + "Kept as a class; remove it where it is the header of files that were pasted together.");
        }

        var repeats = duplicates.Add(split);
        WarnOfRepeats(split, repeats, warnings);
        return new SplitSummary
        {
            Rows = split.Count,
            Labels = split.Labels?.Names.Select((name, index) => KeyValuePair.Create(name, counts[index]))
                .ToDictionary(StringComparer.Ordinal),
            Duplicates = repeats.Count,
            Contradictions = repeats.Contradictions,
            HeaderRows = header,
            EmptyTexts = empty,
            ControlCharacterTexts = control,
        };
    }

    /// <summary>A line for each two splits that share texts.</summary>
    public static void WarnOfOverlaps(Duplicates duplicates, ClassLabel? labels, List<string> warnings)
    {
        foreach (var (overlap, found) in duplicates.Across)
        {
            var (example, original) = found.Example!.Value;
            string rows = overlap.Rows == 1 ? "1 row stands" : $"{overlap.Rows} rows stand";
            warnings.Add($"{overlap.Second}: {rows} in {overlap.First} as well, "
                + $"the first at {example.Source} (there {original.Source}). Kept, but metrics may be too good.");
            if (found.Contradiction is not { } contradiction) continue;
            warnings.Add(
                $"{overlap.Second}: {Have(overlap.Contradictions)} another label than the same text in {overlap.First}, the first at "
                + $"{Contrast(contradiction.Row, contradiction.Earlier, labels, "there")}. Kept; only one label can be right.");
        }
    }

    /// <summary>The labels of training rows that no validation row has.</summary>
    public static IReadOnlyList<string> UnvalidatedLabels(IReadOnlyDictionary<string, SplitSummary> splits)
    {
        var trained = splits.GetValueOrDefault("train")?.Labels;
        var validated = splits.GetValueOrDefault("validation")?.Labels;
        if (trained is null || validated is null) return [];
        return [.. trained.Where(label => label.Value > 0 && validated.GetValueOrDefault(label.Key) == 0).Select(label => label.Key)];
    }

    /// <summary>One line on them, of rows that were split off; a file of validation rows is as its owner wants it.</summary>
    public static string DescribeUnvalidated(IReadOnlyList<string> labels)
    {
        const int Most = 5;
        string listed = string.Join(", ", labels.Take(Most).Select(label => $"'{label}'")) + (labels.Count > Most ? ", …" : "");
        string which = labels.Count == 1 ? $"the label {listed}" : $"{labels.Count} of the labels ({listed})";
        return $"validation: of the rows that were split off none has {which}, so its metrics say nothing "
            + $"of {(labels.Count == 1 ? "it" : "them")}. "
            + "Give DatasetFiles.Validation, more rows, or a larger DatasetFiles.ValidationFraction.";
    }

    private static void WarnOfRepeats(Dataset split, RepeatedRows repeats, List<string> warnings)
    {
        if (repeats.Example is not { } example) return;
        string found = repeats.Count == 1 ? "1 row repeats" : $"{repeats.Count} rows repeat";
        warnings.Add($"{split.Name}: {found} an earlier text, "
            + $"the first at {example.Row.Source} (before at {example.Earlier.Source}). Kept; remove what is not meant.");
        if (repeats.Contradiction is not { } contradiction) return;
        warnings.Add(
            $"{split.Name}: {Have(repeats.Contradictions)} another label than the same text before, the first at "
            + $"{Contrast(contradiction.Row, contradiction.Earlier, split.Labels, "before")}. Kept; only one label can be right.");
    }

    private static string Contrast(Row row, Row earlier, ClassLabel? labels, string where) =>
        $"{row.Source} ('{LabelText.Format(row.Label, labels)}', {where} '{LabelText.Format(earlier.Label, labels)}' at {earlier.Source})";

    private static int[] ClassesOf(Label label) => label.Kind switch
    {
        LabelKind.Index => [label.Index],
        LabelKind.Indices => label.Indices.ToArray(),
        _ => [],
    };

    private static string Have(int rows) => rows == 1 ? "1 row has" : $"{rows} rows have";
}
