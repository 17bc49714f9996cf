using System.Buffers.Binary;
using System.Text;

namespace Matiz.Formats.Arrow;

/// <summary>
/// A table of a flatbuffer, as Arrow's descriptions are written: fields by slots, references relative to their own place. Every place is
/// held to the bytes before it is read.
/// </summary>
internal readonly struct FlatTable
{
    private readonly byte[] _bytes;
    private readonly int _position, _slots, _slotBytes;

    private FlatTable(byte[] bytes, int position)
    {
        _bytes = bytes;
        _position = position;
        long slots = (long)position - Int32(bytes, position);
        if (slots < 0 || slots > bytes.Length - 4) throw Damaged();
        _slots = (int)slots;
        _slotBytes = UInt16(bytes, _slots);
        if (_slotBytes < 4 || _slotBytes > bytes.Length - _slots) throw Damaged();
    }

    /// <summary>The outermost table.</summary>
    public static FlatTable Root(byte[] bytes) => new(bytes, Reference(bytes, 0));

    public bool Has(int slot) => Place(slot) > 0;

    public byte Byte(int slot, byte missing = 0) => Place(slot) is > 0 and var place ? _bytes[Inside(place, 1)] : missing;

    public int Int(int slot, int missing = 0) => Place(slot) is > 0 and var place ? Int32(_bytes, place) : missing;

    public short Short(int slot, short missing = 0) => Place(slot) is > 0 and var place ? (short)UInt16(_bytes, place) : missing;

    public long Long(int slot, long missing = 0) =>
        Place(slot) is > 0 and var place ? BinaryPrimitives.ReadInt64LittleEndian(_bytes.AsSpan(Inside(place, 8))) : missing;

    /// <summary>A table that must be there.</summary>
    public FlatTable Table(int slot) => TryTable(slot) ?? throw Damaged();

    public FlatTable? TryTable(int slot) =>
        Place(slot) is > 0 and var place ? new FlatTable(_bytes, Reference(_bytes, place)) : null;

    public string? Text(int slot)
    {
        if (Place(slot) is not (> 0 and var place)) return null;
        var (start, count) = Vector(Reference(_bytes, place), 1);
        return Encoding.UTF8.GetString(_bytes, start, count);
    }

    /// <summary>Tables in a row.</summary>
    public FlatTable[] Tables(int slot)
    {
        if (Place(slot) is not (> 0 and var place)) return [];
        var (start, count) = Vector(Reference(_bytes, place), 4);
        var tables = new FlatTable[count];
        for (int i = 0; i < count; i++) tables[i] = new FlatTable(_bytes, Reference(_bytes, start + (4 * i)));
        return tables;
    }

    /// <summary>Pairs of whole numbers in a row.</summary>
    public (long First, long Second)[] Pairs(int slot)
    {
        if (Place(slot) is not (> 0 and var place)) return [];
        var (start, count) = Vector(Reference(_bytes, place), 16);
        var pairs = new (long, long)[count];
        for (int i = 0; i < count; i++)
        {
            var pair = _bytes.AsSpan(start + (16 * i), 16);
            pairs[i] = (BinaryPrimitives.ReadInt64LittleEndian(pair), BinaryPrimitives.ReadInt64LittleEndian(pair[8..]));
        }

        return pairs;
    }

    /// <summary>Whole numbers in a row.</summary>
    public long[] Longs(int slot)
    {
        if (Place(slot) is not (> 0 and var place)) return [];
        var (start, count) = Vector(Reference(_bytes, place), 8);
        var numbers = new long[count];
        for (int i = 0; i < count; i++) numbers[i] = BinaryPrimitives.ReadInt64LittleEndian(_bytes.AsSpan(start + (8 * i)));
        return numbers;
    }

    private static InvalidDataException Damaged() => new("a description points outside of itself");

    private static int Int32(byte[] bytes, int place) =>
        place >= 0 && place <= bytes.Length - 4 ? BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(place)) : throw Damaged();

    private static ushort UInt16(byte[] bytes, int place) =>
        place >= 0 && place <= bytes.Length - 2 ? BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(place)) : throw Damaged();

    private static int Reference(byte[] bytes, int place)
    {
        long target = place + (long)(uint)Int32(bytes, place);
        return target <= bytes.Length - 4 ? (int)target : throw Damaged();
    }

    private (int Start, int Count) Vector(int place, int width)
    {
        uint count = (uint)Int32(_bytes, place);
        return count * (long)width <= _bytes.Length - place - 4 ? (place + 4, (int)count) : throw Damaged();
    }

    // 0 where the field is not there.
    private int Place(int slot)
    {
        int at = 4 + (2 * slot);
        if (at + 2 > _slotBytes) return 0;
        int offset = UInt16(_bytes, _slots + at);
        return offset == 0 ? 0 : _position + offset;
    }

    private int Inside(int place, int width) => place <= _bytes.Length - width ? place : throw Damaged();
}
