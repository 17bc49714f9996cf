namespace Matiz.Data;

/// <summary>The values of a row in columns that were added to its dataset; the names are those of all rows.</summary>
/// <param name="Names">The columns, in the order in which they were added.</param>
/// <param name="Values">A value for each.</param>
internal sealed record AddedValues(IReadOnlyList<string> Names, IReadOnlyList<object?> Values)
{
    /// <summary>A row without any.</summary>
    public static AddedValues None { get; } = new([], []);

    /// <summary>The place of a column; -1: there is none.</summary>
    public int Find(string column)
    {
        for (int i = 0; i < Names.Count; i++)
        {
            if (string.Equals(Names[i], column, StringComparison.Ordinal)) return i;
        }

        return -1;
    }

    /// <summary>The same values under names that all rows share, and one more or in the place of the one of that name.</summary>
    /// <param name="names">The names, with the new one.</param>
    /// <param name="at">The place of the new one.</param>
    /// <param name="value">Its value.</param>
    public AddedValues With(IReadOnlyList<string> names, int at, object? value)
    {
        var values = new object?[names.Count];
        for (int i = 0; i < Values.Count; i++) values[i] = Values[i];
        values[at] = value;
        return new AddedValues(names, values);
    }
}
