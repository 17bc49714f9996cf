namespace Matiz.Data;

/// <summary>
/// Understands the labels of rows: which kind they are, and what the label that a file has means. A task gives its own; the built-in ones
/// are those of <see cref="LabelReaders"/>. A reader keeps nothing between rows, so that one serves all files.
/// </summary>
/// <remarks>
/// A reader of your own derives from this class and is handed over as <see cref="DataOptions.LabelReader"/>, or registered with
/// <see cref="LabelReaders.Register"/> to be found by the name of its task.
/// </remarks>
public abstract class LabelReader
{
    /// <summary>What is added where the name of a column stands in the place of a label.</summary>
    internal const string HeaderHint = " It may be a header inside the data, of files that were pasted together.";

    /// <summary>The name of the task whose labels these are, as <c>config.json</c> has it; it is recorded and handed on.</summary>
    public abstract ProblemType ProblemType { get; }

    /// <summary>What every label is; never <see cref="LabelKind.None"/>.</summary>
    public abstract LabelKind Kind { get; }

    /// <summary>
    /// Whether labels are classes, whose names come from the training rows, from <see cref="DataOptions.LabelNames"/> or from a model.
    /// </summary>
    public bool HasClasses => Kind is LabelKind.Index or LabelKind.Indices;

    /// <summary>What numbers may mean as labels of classes that are known beforehand; the labels of all rows decide between them.</summary>
    internal virtual IReadOnlyList<LabelReading> Readings => [LabelReading.Names, LabelReading.Indices];

    /// <summary>Understands a label.</summary>
    /// <param name="raw">The label as the file has it; perhaps missing.</param>
    /// <param name="place">Where the row stands, for messages.</param>
    /// <param name="classes">Gives the index of a class by its name; of readers without classes nothing.</param>
    /// <returns>A label of <see cref="Kind"/>.</returns>
    /// <exception cref="DataException">It is missing, of another kind, or unknown; see <see cref="Error"/>.</exception>
    public abstract Label Read(RawLabel raw, RowSource place, LabelClasses classes);

    /// <summary>What to throw for a label that cannot be understood: the message, with file and line in front.</summary>
    /// <param name="place">Where the row stands.</param>
    /// <param name="message">What was found, what was expected, what to do.</param>
    protected internal static DataException Error(RowSource place, string message) =>
        new(place.File.Length == 0 ? place.Split : DataSource.Display(place.File), place.Line, message);
}
