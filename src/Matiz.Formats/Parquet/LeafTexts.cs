using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Matiz.Formats.Tables;

namespace Matiz.Formats.Parquet;

/// <summary>Dates, times, decimals and identifiers of a leaf as texts.</summary>
internal static class LeafTexts
{
    private const long NanosADay = 86_400_000_000_000, UnixEpochJulianDay = 2_440_588;
    private const int MostDecimalBytes = 1000;

    public static TextColumn Make(
        ParquetElement element, ParquetMeaning meaning, LeafValues values, int first, bool[]? present, int count)
    {
        var texts = new TextBuilder();
        for (int i = 0; i < count; i++)
        {
            if (present is not null && !present[i]) texts.AddMissing();
            else texts.Add(Encoding.UTF8.GetBytes(TextOf(element, meaning, values, first++)));
        }

        return (TextColumn)texts.Build();
    }

    private static string TextOf(ParquetElement element, ParquetMeaning meaning, LeafValues values, int place)
    {
        switch (meaning)
        {
            case ParquetMeaning.Date: return ValueTexts.Day(values.Integers[place]);
            case ParquetMeaning.Time: return ValueTexts.Time(values.Integers[place], UnitsASecond(element));
            case ParquetMeaning.Timestamp when element.Type == ParquetTypes.Int96:
                var bytes = values.Bytes.AsSpan(values.Starts[place], 12);
                long nanos = BinaryPrimitives.ReadInt64LittleEndian(bytes);
                long day = BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]) - UnixEpochJulianDay;
                if (nanos is < 0 or >= NanosADay) throw new InvalidDataException("a moment is outside of its day");
                if (Math.Abs(day) > (long.MaxValue / NanosADay) - 1) throw new NotSupportedException("moments outside of 64 bits");
                return ValueTexts.Moment((day * NanosADay) + nanos, 1_000_000_000, isUtc: false);
            case ParquetMeaning.Timestamp:
                return ValueTexts.Moment(values.Integers[place], UnitsASecond(element), element.IsUtc || element.LogicalType == 0);
            case ParquetMeaning.Uuid:
                return new Guid(values.Bytes.AsSpan(values.Starts[place], 16), bigEndian: true).ToString();
            default:
                if (element.Scale is < 0 or > MostDecimalBytes) throw new InvalidDataException("a decimal has a wrong scale");
                if (element.Type is ParquetTypes.Int32 or ParquetTypes.Int64)
                    return ValueTexts.Decimal(values.Integers[place], element.Scale);
                int length = values.Lengths[place];
                if (length > MostDecimalBytes) throw new InvalidDataException("a decimal is too long");
                var number = new BigInteger(values.Bytes.AsSpan(values.Starts[place], length), isBigEndian: true);
                return ValueTexts.Decimal(number, element.Scale);
        }
    }

    private static long UnitsASecond(ParquetElement element) => (element.TimeUnit, element.ConvertedType) switch
    {
        (1, _) or (0, 7 or 9) => 1000,
        (2, _) or (0, 8 or 10) => 1_000_000,
        _ => 1_000_000_000,
    };
}
