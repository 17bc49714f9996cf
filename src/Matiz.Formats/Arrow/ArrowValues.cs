using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Matiz.Formats.Tables;

namespace Matiz.Formats.Arrow;

/// <summary>The values of a field in a batch, in Arrow's own form and checked: any of them can be taken out.</summary>
/// <param name="count">How many.</param>
/// <param name="validity">A bit for each, set where there is a value; empty where none is missing.</param>
internal abstract class ArrowValues(int count, byte[] validity)
{
    public int Count { get; } = count;

    public bool IsMissing(int row) => validity.Length > 0 && (validity[row >> 3] >> (row & 7) & 1) == 0;

    /// <summary>Some of the values as a column.</summary>
    public abstract Column Slice(int from, int count);

    /// <summary>How many values from a place on have at most so many bytes; one at least.</summary>
    public virtual int Fitting(int from, int count, long bytes) => count;

    /// <summary>How many bytes a value has, as it is kept.</summary>
    public virtual int SizeOf(int row) => 8;

    /// <summary>Adds a value to a builder of its type.</summary>
    public virtual void AddTo(ColumnBuilder builder, int row) => ColumnCopy.Add(builder, Slice(row, 1), 0);

    protected bool[]? Present(int from, int count)
    {
        if (validity.Length == 0) return null;
        var present = new bool[count];
        bool any = false;
        for (int i = 0; i < count; i++)
        {
            present[i] = !IsMissing(from + i);
            any |= !present[i];
        }

        return any ? present : null;
    }
}

/// <summary>No values.</summary>
internal sealed class ArrowNulls(int count) : ArrowValues(count, [])
{
    public override Column Slice(int from, int count) => new NullColumn(count);
}

/// <summary>Bits.</summary>
internal sealed class ArrowBooleans(int count, byte[] validity, byte[] bits) : ArrowValues(count, validity)
{
    public override Column Slice(int from, int count)
    {
        var values = new bool[count];
        for (int i = 0; i < count; i++) values[i] = (bits[(from + i) >> 3] >> ((from + i) & 7) & 1) != 0;
        return new BooleanColumn(values, Present(from, count));
    }
}

/// <summary>Whole numbers.</summary>
internal sealed class ArrowIntegers(int count, byte[] validity, byte[] data, int bits, bool isUnsigned) : ArrowValues(count, validity)
{
    /// <summary>A number; those of 64 bits without a sign that are too large are refused.</summary>
    public long At(int row) => (bits, isUnsigned) switch
    {
        (8, false) => (sbyte)data[row],
        (8, true) => data[row],
        (16, false) => BinaryPrimitives.ReadInt16LittleEndian(data.AsSpan(2 * row)),
        (16, true) => BinaryPrimitives.ReadUInt16LittleEndian(data.AsSpan(2 * row)),
        (32, false) => BinaryPrimitives.ReadInt32LittleEndian(data.AsSpan(4 * row)),
        (32, true) => BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan(4 * row)),
        _ when BinaryPrimitives.ReadInt64LittleEndian(data.AsSpan(8 * row)) is var value && (value >= 0 || !isUnsigned) => value,
        _ => throw new NotSupportedException("whole numbers of more than 63 bits"),
    };

    public override Column Slice(int from, int count)
    {
        var values = new long[count];
        for (int i = 0; i < count; i++) values[i] = IsMissing(from + i) ? 0 : At(from + i);
        return new IntegerColumn(values, Present(from, count));
    }
}

/// <summary>Floating-point numbers.</summary>
internal sealed class ArrowFloats(int count, byte[] validity, byte[] data, int bits) : ArrowValues(count, validity)
{
    public override Column Slice(int from, int count)
    {
        var values = new double[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = bits switch
            {
                16 => (double)BinaryPrimitives.ReadHalfLittleEndian(data.AsSpan(2 * (from + i))),
                32 => BinaryPrimitives.ReadSingleLittleEndian(data.AsSpan(4 * (from + i))),
                _ => BinaryPrimitives.ReadDoubleLittleEndian(data.AsSpan(8 * (from + i))),
            };
        }

        return new FloatColumn(values, Present(from, count));
    }
}

/// <summary>Texts or bytes end to end.</summary>
internal sealed class ArrowTexts : ArrowValues
{
    private readonly byte[] _data;
    private readonly int[] _offsets;
    private readonly bool _isText;

    public ArrowTexts(int count, byte[] validity, byte[] data, int[] offsets, bool isText)
        : base(count, validity)
    {
        (_data, _offsets, _isText) = (data, offsets, isText);
        bool isUtf8 = !isText || count == 0 || new TextColumn(data, offsets, null).IsUtf8();
        if (!isUtf8) throw new InvalidDataException("a text is no UTF-8");
    }

    public override Column Slice(int from, int count) => new TextColumn(_data, _offsets[from..(from + count + 1)], Present(from, count));

    public override int Fitting(int from, int count, long bytes)
    {
        int fitting = 1;
        while (fitting < count && _offsets[from + fitting + 1] - _offsets[from] <= bytes) fitting++;
        return fitting;
    }

    public override int SizeOf(int row) => _offsets[row + 1] - _offsets[row];

    public override void AddTo(ColumnBuilder builder, int row)
    {
        if (IsMissing(row)) builder.AddMissing();
        else ((TextBuilder)builder).Add(_data.AsSpan(_offsets[row], _offsets[row + 1] - _offsets[row]));
    }
}

/// <summary>Texts or bytes wherever they lie: short ones in their view, others in one of several buffers.</summary>
internal sealed class ArrowViews(int count, byte[] validity, byte[] views, byte[][] buffers, bool isText) : ArrowValues(count, validity)
{
    private const int ViewLength = 16, MostInline = 12;

    public override Column Slice(int from, int count)
    {
        var texts = new TextBuilder();
        for (int i = from; i < from + count; i++) AddTo(texts, i);
        var column = (TextColumn)texts.Build();
        return !isText || column.IsUtf8() ? column : throw new InvalidDataException("a text is no UTF-8");
    }

    public override int Fitting(int from, int count, long bytes)
    {
        long total = 0;
        int fitting = 0;
        while (fitting < count && (total += SizeOf(from + fitting)) <= bytes) fitting++;
        return Math.Max(1, fitting);
    }

    public override void AddTo(ColumnBuilder builder, int row)
    {
        if (IsMissing(row)) builder.AddMissing();
        else ((TextBuilder)builder).Add(At(row));
    }

    public override int SizeOf(int row) => IsMissing(row) ? 0 : BinaryPrimitives.ReadInt32LittleEndian(views.AsSpan(ViewLength * row));

    private ReadOnlySpan<byte> At(int row)
    {
        var view = views.AsSpan(ViewLength * row, ViewLength);
        int length = BinaryPrimitives.ReadInt32LittleEndian(view);
        if (length is >= 0 and <= MostInline) return view.Slice(4, length);
        int buffer = BinaryPrimitives.ReadInt32LittleEndian(view[8..]), offset = BinaryPrimitives.ReadInt32LittleEndian(view[12..]);
        bool isInside = length >= 0 && (uint)buffer < (uint)buffers.Length && offset >= 0 && offset <= buffers[buffer].Length - length;
        return isInside ? buffers[buffer].AsSpan(offset, length) : throw new InvalidDataException("a view lies outside of its buffer");
    }
}

/// <summary>Bytes of one length.</summary>
internal sealed class ArrowFixed(int count, byte[] validity, byte[] data, int width) : ArrowValues(count, validity)
{
    public override Column Slice(int from, int count)
    {
        var offsets = new int[count + 1];
        for (int i = 0; i <= count; i++) offsets[i] = checked((from + i) * width);
        return new TextColumn(data, offsets, Present(from, count));
    }

    public override int Fitting(int from, int count, long bytes) => Math.Clamp((int)Math.Min(bytes / width, count), 1, count);
}

/// <summary>Dates, times and decimals, as texts.</summary>
internal sealed class ArrowMoments(int count, byte[] validity, byte[] data, ArrowField field) : ArrowValues(count, validity)
{
    public override Column Slice(int from, int count)
    {
        var texts = new TextBuilder();
        for (int i = from; i < from + count; i++)
        {
            if (IsMissing(i)) texts.AddMissing();
            else texts.Add(Encoding.UTF8.GetBytes(TextOf(i)));
        }

        return texts.Build();
    }

    private string TextOf(int row)
    {
        int width = field.Width / 8;
        var value = data.AsSpan(row * width, width);
        if (field.Kind == ArrowKind.Decimal) return ValueTexts.Decimal(new BigInteger(value), field.Scale);
        long number = width == 4 ? BinaryPrimitives.ReadInt32LittleEndian(value) : BinaryPrimitives.ReadInt64LittleEndian(value);
        return field.Kind switch
        {
            ArrowKind.Time => ValueTexts.Time(number, field.UnitsASecond),
            ArrowKind.Timestamp => ValueTexts.Moment(number, field.UnitsASecond, field.IsUtc),
            _ when field.UnitsASecond == 0 => ValueTexts.Day(number),
            _ => ValueTexts.Day((number - (((number % 86_400_000) + 86_400_000) % 86_400_000)) / 86_400_000),
        };
    }
}

/// <summary>Lists.</summary>
internal sealed class ArrowLists(int count, byte[] validity, int[] offsets, ArrowValues items) : ArrowValues(count, validity)
{
    public override Column Slice(int from, int count)
    {
        int first = offsets[from];
        var own = new int[count + 1];
        for (int i = 0; i <= count; i++) own[i] = offsets[from + i] - first;
        return new ListColumn(items.Slice(first, own[count]), own, Present(from, count));
    }

    public override int Fitting(int from, int count, long bytes)
    {
        // An item has eight bytes at least, as it is kept.
        int fitting = 1;
        while (fitting < count && 8L * (offsets[from + fitting + 1] - offsets[from]) <= bytes) fitting++;
        int most = offsets[from + fitting] - offsets[from];
        if (most == 0) return fitting;
        int itemsFitting = items.Fitting(offsets[from], most, bytes);
        while (fitting > 1 && offsets[from + fitting] - offsets[from] > itemsFitting) fitting--;
        return fitting;
    }
}

/// <summary>Named values.</summary>
internal sealed class ArrowStructs(int count, byte[] validity, string[] names, ArrowValues[] fields) : ArrowValues(count, validity)
{
    public override Column Slice(int from, int count) =>
        new StructColumn(count, names, Array.ConvertAll(fields, field => field.Slice(from, count)), Present(from, count));

    public override int Fitting(int from, int count, long bytes)
    {
        foreach (var field in fields) count = field.Fitting(from, count, bytes);
        return count;
    }
}

/// <summary>Indices into a dictionary.</summary>
internal sealed class ArrowIndices(int count, byte[] validity, ArrowIntegers indices, ArrowValues dictionary, ColumnType type)
    : ArrowValues(count, validity)
{
    public override Column Slice(int from, int count)
    {
        var builder = ColumnBuilder.For(type);
        for (int i = from; i < from + count; i++) AddTo(builder, i);
        return builder.Build();
    }

    public override int Fitting(int from, int count, long bytes)
    {
        long total = 0;
        int fitting = 0;
        while (fitting < count && (total += SizeOf(from + fitting)) <= bytes) fitting++;
        return Math.Max(1, fitting);
    }

    public override void AddTo(ColumnBuilder builder, int row)
    {
        if (IsMissing(row)) builder.AddMissing();
        else dictionary.AddTo(builder, IndexOf(row));
    }

    private int IndexOf(int row)
    {
        long index = indices.At(row);
        return index >= 0 && index < dictionary.Count ? (int)index : throw new InvalidDataException("an index is beyond its dictionary");
    }

    public override int SizeOf(int row) => IsMissing(row) ? 0 : dictionary.SizeOf(IndexOf(row));
}
