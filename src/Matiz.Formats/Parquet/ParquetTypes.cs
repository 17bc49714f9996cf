using Matiz.Formats.Tables;

namespace Matiz.Formats.Parquet;

/// <summary>What a leaf's values are to whoever reads the table.</summary>
internal enum ParquetMeaning
{
    Plain,
    Unsigned,
    Date,
    Time,
    Timestamp,
    Decimal,
    Uuid,
    Half,
}

/// <summary>The types of Parquet files.</summary>
internal static class ParquetTypes
{
    public const int Boolean = 0, Int32 = 1, Int64 = 2, Int96 = 3, Float = 4, Double = 5, ByteArray = 6, Fixed = 7;

    /// <summary>What the values of a leaf are: dates, times and decimals are texts.</summary>
    public static ColumnType TypeOf(ParquetElement element)
    {
        if (element.LogicalType == 11) return ColumnType.Null;
        var meaning = MeaningOf(element);
        if (meaning is ParquetMeaning.Date or ParquetMeaning.Time or ParquetMeaning.Timestamp or ParquetMeaning.Decimal
            or ParquetMeaning.Uuid)
            return ColumnType.Text;
        return element.Type switch
        {
            Boolean => ColumnType.Boolean,
            Int32 when meaning == ParquetMeaning.Unsigned && IsFullWidth(element) => ColumnType.Integer,
            Int32 => ColumnType.Integer with { Bits = 32 },
            Int64 => ColumnType.Integer,
            Float => ColumnType.Float with { Bits = 32 },
            Double => ColumnType.Float,
            ByteArray => IsText(element) ? ColumnType.Text : ColumnType.Bytes,
            Fixed => meaning == ParquetMeaning.Half ? ColumnType.Float with { Bits = 32 } : ColumnType.Bytes,
            _ => throw new InvalidDataException("a column is of a type that does not exist"),
        };
    }

    public static ParquetMeaning MeaningOf(ParquetElement element) => (element.Type, element.ConvertedType, element.LogicalType) switch
    {
        (Int96, _, _) => ParquetMeaning.Timestamp,
        (Int32, 6, _) or (Int32, _, 6) => ParquetMeaning.Date,
        (Int32 or Int64, 7 or 8, _) or (Int32 or Int64, _, 7) => ParquetMeaning.Time,
        (Int64, 9 or 10, _) or (Int64, _, 8) => ParquetMeaning.Timestamp,
        (Int32 or Int64 or ByteArray or Fixed, 5, _) or (Int32 or Int64 or ByteArray or Fixed, _, 5) => ParquetMeaning.Decimal,
        (Int32 or Int64, 11 or 12 or 13 or 14, _) => ParquetMeaning.Unsigned,
        (Int32 or Int64, _, 10) when element.IsUnsigned => ParquetMeaning.Unsigned,
        (Fixed, _, 14) when element.TypeLength == 16 => ParquetMeaning.Uuid,
        (Fixed, _, 15) when element.TypeLength == 2 => ParquetMeaning.Half,
        _ => ParquetMeaning.Plain,
    };

    private static bool IsFullWidth(ParquetElement element) =>
        element.ConvertedType == 13 || (element.LogicalType == 10 && element.LogicalBits == 32);

    // UTF8, ENUM and JSON are texts.
    private static bool IsText(ParquetElement element) =>
        element.ConvertedType is 0 or 4 or 19 || element.LogicalType is 1 or 4 or 12;
}
