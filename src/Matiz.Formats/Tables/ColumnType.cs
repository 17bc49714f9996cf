namespace Matiz.Formats.Tables;

/// <summary>What the values of a column are.</summary>
internal enum ColumnKind
{
    /// <summary>Every value is missing.</summary>
    Null,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>Whole numbers of at most 64 bits, with a sign.</summary>
    Integer,

    /// <summary>Floating-point numbers.</summary>
    Float,

    /// <summary>UTF-8.</summary>
    Text,

    /// <summary>Bytes that are no text.</summary>
    Bytes,

    /// <summary>A list of values of one type.</summary>
    List,

    /// <summary>Named values.</summary>
    Struct,
}

/// <summary>The type of a column. Every value of every type may be missing.</summary>
/// <param name="Kind">What its values are.</param>
internal sealed record ColumnType(ColumnKind Kind)
{
    public static readonly ColumnType Null = new(ColumnKind.Null);
    public static readonly ColumnType Boolean = new(ColumnKind.Boolean);
    public static readonly ColumnType Integer = new(ColumnKind.Integer);
    public static readonly ColumnType Float = new(ColumnKind.Float);
    public static readonly ColumnType Text = new(ColumnKind.Text);
    public static readonly ColumnType Bytes = new(ColumnKind.Bytes);

    /// <summary>The width of a number in files that have widths: 32 or 64.</summary>
    public int Bits { get; init; } = 64;

    /// <summary>The type of a list's items; else null.</summary>
    public ColumnType? Item { get; init; }

    /// <summary>The named values of a struct, in their order; else empty.</summary>
    public IReadOnlyList<ColumnSchema> Fields { get; init; } = [];

    /// <summary>Whether values lie in values.</summary>
    public bool IsNested => Kind is ColumnKind.List or ColumnKind.Struct;

    public static ColumnType ListOf(ColumnType item) => new(ColumnKind.List) { Item = item };

    public static ColumnType StructOf(IReadOnlyList<ColumnSchema> fields) => new(ColumnKind.Struct) { Fields = fields };

    public bool Equals(ColumnType? other) =>
        other is not null && Kind == other.Kind && Bits == other.Bits && Equals(Item, other.Item) && Fields.SequenceEqual(other.Fields);

    public override int GetHashCode() => HashCode.Combine(Kind, Bits, Item, Fields.Count);

    /// <summary><c>text</c>, <c>integer</c>, <c>list of text</c>, <c>struct of a, b</c>.</summary>
    public override string ToString() => Kind switch
    {
        ColumnKind.List => $"list of {Item}",
        ColumnKind.Struct => $"struct of {string.Join(", ", Fields.Select(field => field.Name))}",
        ColumnKind.Boolean => "boolean",
        ColumnKind.Integer => "integer",
        ColumnKind.Float => "float",
        ColumnKind.Text => "text",
        ColumnKind.Bytes => "bytes",
        _ => "null",
    };
}
