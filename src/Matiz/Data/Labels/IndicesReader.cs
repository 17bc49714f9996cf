namespace Matiz.Data.Labels;

/// <summary>Any number of classes a row: an array, or a text divided by a separator; an empty text is none of the classes.</summary>
internal sealed class IndicesReader : LabelReader
{
    public override ProblemType ProblemType => ProblemType.MultiLabelClassification;

    public override LabelKind Kind => LabelKind.Indices;

    internal override IReadOnlyList<LabelReading> Readings => [LabelReading.Names, LabelReading.Indices, LabelReading.Flags];

    public override Label Read(RawLabel raw, RowSource place, LabelClasses classes)
    {
        if (raw.IsMissing) throw Missing(place);
        if (classes is { Reading: LabelReading.Flags, Known: { } labels }) return FlagLabels.Read(raw, place, labels);
        if (LabelItems.Split(raw, classes.Separator) is not { } items)
        {
            throw Error(
                place,
                $"the labels '{LabelFlags.Show(raw)}' look like a JSON array and are none. An array of strings, "
                    + $"or labels divided by '{classes.Separator}', was expected. Correct them.");
        }

        classes.See(raw, place);
        var indices = new List<int>(items.Length);
        foreach (string item in items)
        {
            string label = item.Trim();
            if (label.Length == 0) continue;
            int index = classes.IndexOfRaw(item, place);
            if (indices.Contains(index)) throw Twice(label, raw, place);
            indices.Add(index);
        }

        return Label.OfIndices(indices);
    }

    private static DataException Missing(RowSource place) =>
        Error(place, "the row has no labels. A list, even an empty one, was expected. Fill it in, or remove the row.");

    private static DataException Twice(string label, RawLabel raw, RowSource place) =>
        LabelFlags.Flags(raw) is { Length: > 1 }
            ? FlagsWatch.Unnamed(raw, place)
            : Error(place, $"the label '{label}' stands twice in '{LabelFlags.Show(raw)}'. Each label at most once was expected. "
                + "Remove one.");
}
