using Matiz.Formats.Tables;

namespace Matiz.Formats.Arrow;

/// <summary>The type of an Arrow column, by the number that the format gives it.</summary>
internal enum ArrowKind
{
    Null = 1,
    Int = 2,
    Float = 3,
    Binary = 4,
    Utf8 = 5,
    Bool = 6,
    Decimal = 7,
    Date = 8,
    Time = 9,
    Timestamp = 10,
    List = 12,
    Struct = 13,
    FixedSizeBinary = 15,
    FixedSizeList = 16,
    Map = 17,
    LargeBinary = 19,
    LargeUtf8 = 20,
    LargeList = 21,
    BinaryView = 23,
    Utf8View = 24,
}

/// <summary>A column of an Arrow file, or what lies in one.</summary>
internal sealed record ArrowField
{
    private const int MostLevels = 32, MostFields = 100_000;

    public required string Name { get; init; }

    public required ArrowKind Kind { get; init; }

    /// <summary>Bits of a number; bytes of a fixed-size value, items of a fixed-size list.</summary>
    public int Width { get; init; }

    public bool IsUnsigned { get; init; }

    /// <summary>How many units of a time a second has; 0: days.</summary>
    public long UnitsASecond { get; init; }

    public bool IsUtc { get; init; }

    public int Scale { get; init; }

    public IReadOnlyList<ArrowField> Children { get; init; } = [];

    /// <summary>The dictionary that holds the values, which the column has indices into; null: the column has them itself.</summary>
    public long? Dictionary { get; init; }

    public int IndexBits { get; init; }

    public bool IndexIsUnsigned { get; init; }

    /// <summary>How many buffers the field itself has in a batch, those of views aside.</summary>
    public int BufferCount => Dictionary is not null ? 2 : Kind switch
    {
        ArrowKind.Null => 0,
        ArrowKind.Struct or ArrowKind.FixedSizeList => 1,
        ArrowKind.Binary or ArrowKind.Utf8 or ArrowKind.LargeBinary or ArrowKind.LargeUtf8 => 3,
        _ => 2,
    };

    /// <summary>What its values are.</summary>
    public ColumnType Type => Kind switch
    {
        ArrowKind.Null => ColumnType.Null,
        ArrowKind.Bool => ColumnType.Boolean,
        ArrowKind.Int => ColumnType.Integer with { Bits = Width < 32 || (Width == 32 && !IsUnsigned) ? 32 : 64 },
        ArrowKind.Float => ColumnType.Float with { Bits = Width == 64 ? 64 : 32 },
        ArrowKind.Utf8 or ArrowKind.LargeUtf8 or ArrowKind.Utf8View => ColumnType.Text,
        ArrowKind.Decimal or ArrowKind.Date or ArrowKind.Time or ArrowKind.Timestamp => ColumnType.Text,
        ArrowKind.List or ArrowKind.LargeList or ArrowKind.FixedSizeList or ArrowKind.Map => ColumnType.ListOf(Children[0].Type),
        ArrowKind.Struct => ColumnType.StructOf([.. Children.Select(child => new ColumnSchema(child.Name, child.Type))]),
        _ => ColumnType.Bytes,
    };

    /// <summary>The fields of a schema.</summary>
    /// <exception cref="InvalidDataException">It is broken.</exception>
    /// <exception cref="NotSupportedException">A column is of a type that is not read; the message names it.</exception>
    public static IReadOnlyList<ArrowField> Read(FlatTable schema)
    {
        int left = MostFields;
        return [.. schema.Tables(1).Select(field => Read(field, 0, ref left))];
    }

    private static ArrowField Read(FlatTable field, int level, ref int left)
    {
        if (level > MostLevels || --left < 0) throw new InvalidDataException("columns lie too deep in one another");
        string name = field.Text(0) ?? "";
        var kind = (ArrowKind)field.Byte(2);
        if (!Enum.IsDefined(kind)) throw new NotSupportedException($"the column '{name}', which is {NameOf((int)kind)},");
        var children = new List<ArrowField>();
        foreach (var child in field.Tables(5)) children.Add(Read(child, level + 1, ref left));
        var type = field.Table(3);
        var read = new ArrowField { Name = name, Kind = kind, Children = children };
        read = kind switch
        {
            ArrowKind.Int => read with { Width = type.Int(0), IsUnsigned = type.Byte(1) == 0 },
            ArrowKind.Float => read with { Width = type.Short(0) switch { 0 => 16, 1 => 32, 2 => 64, _ => 0 } },
            ArrowKind.Decimal => read with { Scale = type.Int(1), Width = type.Int(2, 128) },
            ArrowKind.Date => read with { Width = type.Short(0, 1) == 0 ? 32 : 64, UnitsASecond = type.Short(0, 1) == 0 ? 0 : 1000 },
            ArrowKind.Time => read with { Width = type.Int(1, 32), UnitsASecond = UnitOf(type.Short(0, 1)) },
            ArrowKind.Timestamp => read with { Width = 64, UnitsASecond = UnitOf(type.Short(0)), IsUtc = type.Text(1) is not null },
            ArrowKind.FixedSizeBinary or ArrowKind.FixedSizeList => read with { Width = type.Int(0) },
            _ => read,
        };
        bool isSane = kind switch
        {
            ArrowKind.Int => read.Width is 8 or 16 or 32 or 64,
            ArrowKind.Float => read.Width > 0,
            ArrowKind.Decimal => read.Width is 32 or 64 or 128 or 256 && read.Scale is >= 0 and <= 100,
            ArrowKind.Time => read.Width is 32 or 64,
            ArrowKind.FixedSizeBinary => read.Width is > 0 and < 1 << 24 && children.Count == 0,
            ArrowKind.FixedSizeList => read.Width is >= 0 and < 1 << 24 && children.Count == 1,
            ArrowKind.List or ArrowKind.LargeList or ArrowKind.Map => children.Count == 1,
            _ => true,
        };
        if (!isSane) throw new InvalidDataException($"the type of the column '{name}' is broken");
        if (field.TryTable(4) is not { } dictionary) return read;
        var index = dictionary.TryTable(1);
        return read with
        {
            Dictionary = dictionary.Long(0),
            IndexBits = index?.Int(0) is 8 or 16 or 32 or 64 ? index.Value.Int(0)
                : index is null ? 32 : throw new InvalidDataException($"the type of the column '{name}' is broken"),
            IndexIsUnsigned = index is not null && index.Value.Byte(1) == 0,
        };
    }

    private static long UnitOf(short unit) => unit switch
    {
        0 => 1,
        1 => 1000,
        2 => 1_000_000,
        3 => 1_000_000_000,
        _ => throw new InvalidDataException("a unit of time does not exist"),
    };

    private static string NameOf(int kind) => kind switch
    {
        11 => "an interval",
        14 => "a union",
        18 => "a duration",
        22 => "run-end encoded",
        25 or 26 => "a view of lists",
        _ => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"of the unknown type {kind}"),
    };
}
