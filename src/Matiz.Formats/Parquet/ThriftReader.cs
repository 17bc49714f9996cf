using System.Text;

namespace Matiz.Formats.Parquet;

/// <summary>Reads Thrift's compact protocol from bytes; every length is checked against what is left.</summary>
/// <param name="bytes">What is read.</param>
internal ref struct ThriftReader(ReadOnlySpan<byte> bytes)
{
    private const int MostLevels = 32;

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _level;

    /// <summary>How many bytes were read.</summary>
    public int Position { get; private set; }

    /// <summary>The next field of the struct that is being read; false behind the last.</summary>
    /// <param name="id">The field before in, this one out; 0 at the beginning of a struct.</param>
    /// <param name="type">Its type.</param>
    public bool NextField(ref int id, out int type)
    {
        byte header = ReadByte();
        type = header & 15;
        if (header == 0) return false;
        id = header >> 4 is > 0 and var step ? id + step : (short)ReadLong();
        return true;
    }

    /// <summary>A whole number of any width.</summary>
    public long ReadLong()
    {
        ulong value = ReadVarint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>A whole number of 32 bits.</summary>
    public int ReadInt()
    {
        long value = ReadLong();
        return value is >= int.MinValue and <= int.MaxValue ? (int)value : throw Damaged();
    }

    /// <summary>Bytes behind their length.</summary>
    public ReadOnlySpan<byte> ReadBytes()
    {
        ulong length = ReadVarint();
        if (length > (ulong)(_bytes.Length - Position)) throw Damaged();
        var value = _bytes.Slice(Position, (int)length);
        Position += (int)length;
        return value;
    }

    /// <summary>A text behind its length.</summary>
    public string ReadText() => Encoding.UTF8.GetString(ReadBytes());

    /// <summary>The head of a list: how many elements follow; each has a byte at least.</summary>
    public int ReadListHead(out int type)
    {
        byte header = ReadByte();
        type = header & 15;
        ulong count = (ulong)(header >> 4);
        if (count == 15) count = ReadVarint();
        return count <= (ulong)(_bytes.Length - Position) ? (int)count : throw Damaged();
    }

    /// <summary>Passes over a value.</summary>
    public void Skip(int type)
    {
        if (++_level > MostLevels) throw new InvalidDataException("structures lie too deep in one another");
        switch (type)
        {
            case 1 or 2: break;                                 // a boolean lies in its type
            case 3: ReadByte(); break;
            case 4 or 5 or 6: ReadVarint(); break;
            case 7: Advance(8); break;
            case 8: ReadBytes(); break;
            case 9 or 10:
                int count = ReadListHead(out int item);
                for (int i = 0; i < count; i++) SkipItem(item);
                break;
            case 11:
                ulong pairs = ReadVarint();
                if (pairs == 0) break;
                if (pairs > (ulong)(_bytes.Length - Position)) throw Damaged();
                byte types = ReadByte();
                for (ulong i = 0; i < pairs; i++)
                {
                    SkipItem(types >> 4);
                    SkipItem(types & 15);
                }

                break;
            case 12:
                int id = 0;
                while (NextField(ref id, out int field)) Skip(field);
                break;
            default: throw Damaged();
        }

        _level--;
    }

    /// <summary>A boolean in a list has a byte of its own.</summary>
    private void SkipItem(int type)
    {
        if (type is 1 or 2) ReadByte();
        else Skip(type);
    }

    /// <summary>Whether a field of this type is true.</summary>
    public static bool IsTrue(int type) => type == 1;

    /// <summary>A number of one byte.</summary>
    public byte ReadRawByte() => ReadByte();

    private byte ReadByte() => Position < _bytes.Length ? _bytes[Position++] : throw new EndOfStreamException();

    private void Advance(int count)
    {
        if (count > _bytes.Length - Position) throw new EndOfStreamException();
        Position += count;
    }

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            byte next = ReadByte();
            value |= (ulong)(next & 127) << shift;
            if (next < 128) return value;
        }

        throw Damaged();
    }

    // More bytes than there are: for a page's head it may be that they were not read yet.
    private static EndOfStreamException Damaged() => new();
}
