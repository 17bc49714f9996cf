namespace Matiz.Data;

public sealed partial class Dataset
{
    /// <summary>
    /// The same rows with their classes in another order, such as that of a trained model: indices change, names do not. Where no name of
    /// the rows' classes is among the others, their whole numbers are taken for indices.
    /// </summary>
    /// <param name="labels">The classes in the order that is wanted.</param>
    /// <exception cref="DataException">A row has a class that is none of them.</exception>
    public Dataset WithLabels(ClassLabel labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (Labels is null || labels.IndicesOf(Labels) is not { } final) return this;
        foreach (var row in _rows) RequireKnown(row, final, labels);
        return new Dataset(Name, DatasetLoader.Renumber(_rows, final), labels, LabelReader);
    }

    private void RequireKnown(Row row, int[] final, ClassLabel labels)
    {
        ReadOnlySpan<int> classes = row.Label.Kind switch
        {
            LabelKind.Index => [row.Label.Index],
            LabelKind.Indices => row.Label.Indices,
            _ => [],
        };
        foreach (int index in classes)
        {
            if (final[index] >= 0) continue;
            throw new DataException(
                row.Source.File.Length == 0 ? row.Source.Split : DataSource.Display(row.Source.File), row.Source.Line,
                $"the label '{Labels!.NameOf(index)}' is none of {labels.Listed()}. One of these was expected. "
                + "Load rows and model with the same classes.");
        }
    }
}
