using System.Buffers;
using System.Text;

namespace Matiz.Formats.Parquet;

/// <summary>Writes Thrift's compact protocol.</summary>
internal sealed class ThriftWriter
{
    public const int True = 1, False = 2, Byte = 3, Int = 5, Long = 6, Bytes = 8, List = 9, Struct = 12;

    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly Stack<int> _fields = new();
    private int _last;

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public ThriftWriter WriteInt(int id, long value, int type = Int)
    {
        Head(id, type);
        ZigZag(value);
        return this;
    }

    public ThriftWriter WriteLong(int id, long value) => WriteInt(id, value, Long);

    public ThriftWriter WriteByte(int id, byte value)
    {
        Head(id, Byte);
        Put(value);
        return this;
    }

    public ThriftWriter WriteBoolean(int id, bool value)
    {
        Head(id, value ? True : False);
        return this;
    }

    public ThriftWriter WriteText(int id, string value)
    {
        Head(id, Bytes);
        return WriteText(value);
    }

    /// <summary>A text in a list.</summary>
    public ThriftWriter WriteText(string value)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(value);
        Varint((ulong)bytes.Length);
        _bytes.Write(bytes);
        return this;
    }

    /// <summary>A number in a list.</summary>
    public ThriftWriter WriteNumber(long value)
    {
        ZigZag(value);
        return this;
    }

    /// <summary>Begins a list, whose items follow.</summary>
    public ThriftWriter BeginList(int id, int type, int count)
    {
        Head(id, List);
        if (count < 15)
        {
            Put((byte)(count << 4 | type));
            return this;
        }

        Put((byte)(0xF0 | type));
        Varint((ulong)count);
        return this;
    }

    /// <summary>Begins a struct in a field.</summary>
    public ThriftWriter BeginStruct(int id)
    {
        Head(id, Struct);
        return BeginStruct();
    }

    /// <summary>Begins a struct in a list, or the outermost one.</summary>
    public ThriftWriter BeginStruct()
    {
        _fields.Push(_last);
        _last = 0;
        return this;
    }

    public ThriftWriter EndStruct()
    {
        Put(0);
        _last = _fields.Pop();
        return this;
    }

    private void Head(int id, int type)
    {
        Put((byte)((id - _last) << 4 | type));     // ids ascend by less than 16
        _last = id;
    }

    private void Put(byte value) => _bytes.Write([value]);

    private void ZigZag(long value) => Varint((ulong)((value << 1) ^ (value >> 63)));

    private void Varint(ulong value)
    {
        for (; value >= 128; value >>= 7) Put((byte)(value | 128));
        Put((byte)value);
    }
}
