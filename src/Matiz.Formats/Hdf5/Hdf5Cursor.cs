using System.Buffers.Binary;

namespace Matiz.Formats.Hdf5;

/// <summary>Reads the fields of one structure in their order; none may end behind it.</summary>
internal ref struct Hdf5Cursor
{
    private readonly Hdf5Bytes _file;
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly ulong _address;
    private readonly string _what;
    private int _at;

    /// <summary>A cursor at the beginning of a structure.</summary>
    public Hdf5Cursor(Hdf5Bytes file, ReadOnlySpan<byte> bytes, ulong address, string what)
    {
        _file = file;
        _bytes = bytes;
        _address = address;
        _what = what;
    }

    /// <summary>Bytes that were not read yet.</summary>
    public readonly int Left => _bytes.Length - _at;

    /// <summary>The address of the next field.</summary>
    public readonly ulong Address => _address + (ulong)_at;

    /// <summary>One byte.</summary>
    public byte Byte() => Bytes(1)[0];

    /// <summary>A number of two bytes.</summary>
    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(sizeof(ushort)));

    /// <summary>A number of four bytes.</summary>
    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(sizeof(uint)));

    /// <summary>A number of eight bytes, such as an address.</summary>
    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Bytes(sizeof(ulong)));

    /// <summary>A length of eight bytes that must be below 2⁶³.</summary>
    public long Length() => UInt64() is <= long.MaxValue and var length ? (long)length : throw Fault("has a length above 2⁶³");

    /// <summary>A number of 1, 2, 4 or 8 bytes.</summary>
    public ulong Number(int width) => width switch { 1 => Byte(), 2 => UInt16(), 4 => UInt32(), _ => UInt64() };

    /// <summary>The next bytes.</summary>
    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (count < 0 || count > Left) throw Fault($"ends before a field of {count} bytes");
        var found = _bytes.Slice(_at, count);
        _at += count;
        return found;
    }

    /// <summary>Passes over bytes.</summary>
    public void Skip(int count) => Bytes(count);

    /// <summary>The next bytes as a structure of its own.</summary>
    public Hdf5Cursor Part(int count)
    {
        ulong address = Address;
        return new Hdf5Cursor(_file, Bytes(count), address, _what);
    }

    /// <summary>Requires four letters or fewer that mark a structure.</summary>
    public void Require(ReadOnlySpan<byte> signature)
    {
        if (!Bytes(signature.Length).SequenceEqual(signature))
            throw Fault($"does not begin with {System.Text.Encoding.ASCII.GetString(signature)}");
    }

    /// <summary>Requires a version.</summary>
    public void RequireVersion(int expected)
    {
        int version = Byte();
        if (version != expected) throw Fault($"has version {version}, expected {expected}");
    }

    /// <summary>The error of this structure.</summary>
    /// <param name="reason">What is wrong with it, as a predicate.</param>
    public readonly Hdf5Exception Fault(string reason) =>
        _file.Fault($"{_what} at byte {_address} {reason}. {Hdf5Exception.Damaged}");
}
