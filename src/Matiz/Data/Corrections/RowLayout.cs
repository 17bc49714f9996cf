namespace Matiz.Data.Corrections;

/// <summary>
/// Where the rows of a format lie in the bytes of a file, and how a label is written there: what corrections in place need.
/// </summary>
internal abstract class RowLayout
{
    /// <summary>The rows in order, as the format's reader counts them.</summary>
    /// <param name="bytes">The file, unpacked.</param>
    /// <param name="label">The column of the label.</param>
    public abstract List<PhysicalRow> RowsOf(byte[] bytes, string label);

    /// <summary>The bytes that go with a row that is taken out.</summary>
    /// <param name="rows">All rows.</param>
    /// <param name="index">Which of them is taken out.</param>
    /// <param name="isTaken">Whether a row is taken out.</param>
    public virtual (int From, int To) ExtentOf(List<PhysicalRow> rows, int index, Predicate<int> isTaken) =>
        (rows[index].Start, rows[index].End);

    /// <summary>A label in the place of another one, quoted and divided as that one was.</summary>
    /// <param name="spelling">How the file spells its labels.</param>
    /// <param name="kind">What the label is.</param>
    /// <param name="items">The new label: its words, one where a row has one label.</param>
    /// <param name="raw">The old one as it was read.</param>
    /// <param name="old">The bytes of the old one, quotes included.</param>
    public abstract string Write(LabelSpelling spelling, LabelKind kind, string[] items, RawLabel raw, ReadOnlySpan<byte> old);

    /// <summary>Flags, one for each class, in the place of others.</summary>
    /// <param name="flags">The new ones.</param>
    /// <param name="raw">The old ones as they were read.</param>
    /// <param name="old">The bytes of the old ones, quotes included.</param>
    public abstract string WriteFlags(bool[] flags, RawLabel raw, ReadOnlySpan<byte> old);
}
