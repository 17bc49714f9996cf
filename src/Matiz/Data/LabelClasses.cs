namespace Matiz.Data;

/// <summary>
/// The classes that a <see cref="LabelReader"/> looks names up in: known ones, or those that grow with the training rows.
/// </summary>
public abstract class LabelClasses
{
    private protected LabelClasses(LabelReading reading, string separator) => (Reading, Separator) = (reading, separator);

    /// <summary>What whole numbers among the labels mean.</summary>
    public LabelReading Reading { get; }

    /// <summary>What divides several labels in one text (<see cref="DataOptions.LabelSeparator"/>).</summary>
    public string Separator { get; }

    /// <summary>The classes where they are known; null while the training rows give them, and for labels that are no classes.</summary>
    public abstract ClassLabel? Known { get; }

    /// <summary>
    /// The index of a class. While classes grow, a name that was not met before becomes one, and its index is provisional: it changes when
    /// all rows were read.
    /// </summary>
    /// <param name="label">Its name, without white space around it; under <see cref="LabelReading.Indices"/> perhaps its index.</param>
    /// <param name="place">Where the row stands, for messages.</param>
    /// <exception cref="DataException">There is no such class.</exception>
    public abstract int IndexOf(string label, RowSource place);

    /// <summary>The index of a label as it stands, with blanks around it: they count only where a class is called so.</summary>
    internal virtual int IndexOfRaw(string raw, RowSource place) => IndexOf(raw.Trim(), place);

    /// <summary>Looks at a label on its way, for what only all of them together tell.</summary>
    internal virtual void See(RawLabel raw, RowSource place)
    {
    }
}
