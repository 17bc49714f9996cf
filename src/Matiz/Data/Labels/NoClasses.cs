namespace Matiz.Data.Labels;

/// <summary>What readers of labels that are no classes get.</summary>
internal sealed class NoClasses(string separator) : LabelClasses(LabelReading.Names, separator)
{
    public override ClassLabel? Known => null;

    public override int IndexOf(string label, RowSource place) =>
        throw new InvalidOperationException(
            "labels of this kind are no classes and have no index. Ask for none, or read labels of another LabelKind.");
}
