namespace Matiz.Formats.Tables;

/// <summary>A column without its values.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What its values are.</param>
internal sealed record ColumnSchema(string Name, ColumnType Type)
{
    /// <summary>The names of the numbers 0, 1, … where these stand for something; else null.</summary>
    public IReadOnlyList<string>? ValueNames { get; init; }

    public bool Equals(ColumnSchema? other) =>
        other is not null && string.Equals(Name, other.Name, StringComparison.Ordinal) && Type.Equals(other.Type)
        && (ValueNames ?? []).SequenceEqual(other.ValueNames ?? [], StringComparer.Ordinal);

    public override int GetHashCode() => HashCode.Combine(Name, Type);
}

/// <summary>The columns of a table, and what else its file says of it.</summary>
/// <param name="Columns">In their order; names may repeat.</param>
internal sealed record TableSchema(IReadOnlyList<ColumnSchema> Columns)
{
    /// <summary>Notes that the file carries by a key, such as <c>huggingface</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>Some consecutive rows of a table.</summary>
/// <param name="RowCount">How many.</param>
/// <param name="Columns">Their values, a column each.</param>
internal sealed record TableBatch(int RowCount, IReadOnlyList<Column> Columns);
