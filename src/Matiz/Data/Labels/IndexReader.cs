namespace Matiz.Data.Labels;

/// <summary>One class a row.</summary>
internal sealed class IndexReader : LabelReader
{
    public override ProblemType ProblemType => ProblemType.SingleLabelClassification;

    public override LabelKind Kind => LabelKind.Index;

    public override Label Read(RawLabel raw, RowSource place, LabelClasses classes)
    {
        if (raw.List is not null)
        {
            throw Error(place, $"the label is a list of {raw.List.Length}. One label a row was expected. "
                + "For several give DataOptions.ProblemType = multi_label_classification.");
        }

        string label = raw.Text?.Trim() ?? "";
        if (label.Length == 0) throw Error(place, "the row has no label. A class was expected. Fill it in, or remove the row.");
        classes.See(raw, place);
        return Label.OfIndex(classes.IndexOfRaw(raw.Text!, place));
    }
}
