namespace Matiz.Data;

/// <summary>Where a row stands: its identity, from the file to the table of errors.</summary>
/// <param name="Split"><c>train</c>, <c>validation</c>, <c>test</c>, ...</param>
/// <param name="File">The file as it was named; <c>-</c> is standard input; empty for rows made from objects.</param>
/// <param name="Line">The physical line on which the row begins, from 1, the header counted. A line ends with LF, CR LF or CR.</param>
public readonly record struct RowSource(string Split, string File, int Line)
{
    /// <summary><c>file:line</c>.</summary>
    public override string ToString() => File.Length == 0 ? $"{Split}:{Line}" : $"{DataSource.Display(File)}:{Line}";
}

/// <summary>One example of a dataset: a text or a pair of texts, perhaps a label, perhaps an id.</summary>
/// <param name="Text">The text, as the file has it; may be empty.</param>
public sealed record Row(string Text)
{
    /// <summary>The second text of a pair, or null.</summary>
    public string? TextPair { get; init; }

    /// <summary>The row's own id, or null.</summary>
    public string? Id { get; init; }

    /// <summary>The label as the dataset's problem type has it; <see cref="Label.None"/> when there is none.</summary>
    public Label Label { get; init; }

    /// <summary>Where the row stands.</summary>
    public RowSource Source { get; init; }

    /// <summary>Its values in columns that were added to its dataset; null: there are none.</summary>
    internal AddedValues? Added { get; init; }

    /// <summary>Its value in a column that was added to its dataset (<see cref="Dataset.WithColumn"/>).</summary>
    /// <typeparam name="T">What the value is.</typeparam>
    /// <param name="column">The column.</param>
    /// <exception cref="KeyNotFoundException">There is no such added column.</exception>
    /// <exception cref="InvalidCastException">The value is something else.</exception>
    public T Get<T>(string column)
    {
        ArgumentException.ThrowIfNullOrEmpty(column);
        return Added?.Find(column) is >= 0 and var place
            ? (T)Added.Values[place]!
            : throw new KeyNotFoundException($"{Source}: the row has no added column '{column}'. Add one with Dataset.WithColumn.");
    }

    /// <summary>Whether a text holds NUL or another control character (U+0000-U+001F, U+007F-U+009F) other than tab, LF and CR.</summary>
    public bool HasControlCharacters => TextChecks.HasControlCharacters(this);
}
