using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Matiz.Formats.Pickle;

/// <summary>Writes the opcodes of protocol 2 that a state dictionary needs, with Python's way of remembering values.</summary>
internal sealed class PickleWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly Dictionary<string, int> _remembered = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>What was written.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.WrittenMemory;

    /// <summary>One opcode, and what follows it.</summary>
    public void Op(byte opcode, params ReadOnlySpan<byte> arguments)
    {
        _bytes.Write([opcode]);
        _bytes.Write(arguments);
    }

    /// <summary>Keeps the value on top in the memo, as Python does with every object.</summary>
    public void Remember()
    {
        if (_count < 256) Op((byte)'q', (byte)_count);
        else Op((byte)'r', Number32((uint)_count));
        _count++;
    }

    /// <summary>A name of a module; a second time it is recalled.</summary>
    public void Global(string module, string name)
    {
        string key = $"c{module}\n{name}\n";
        if (Recall(key)) return;
        _bytes.Write(Encoding.ASCII.GetBytes(key));
        RememberAs(key);
    }

    /// <summary>A text that occurs often; a second time it is recalled.</summary>
    public void Word(string text)
    {
        if (Recall(text)) return;
        _remembered[text] = _count;
        Text(text);
    }

    /// <summary>A text.</summary>
    public void Text(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Op((byte)'X', Number32((uint)bytes.Length));
        _bytes.Write(bytes);
        Remember();
    }

    /// <summary>A whole number, not negative.</summary>
    public void Number(long value)
    {
        if (value < 256) Op((byte)'K', (byte)value);
        else if (value < 65536) Op((byte)'M', (byte)value, (byte)(value >> 8));
        else if (value <= int.MaxValue) Op((byte)'J', Number32((uint)value));
        else
        {
            int length = 8;
            while (value >> ((length * 8) - 9) == 0) length--;              // the highest bit is the sign's
            Op(0x8A, (byte)length);
            for (int i = 0; i < length; i++) _bytes.Write([(byte)(value >> (8 * i))]);
        }
    }

    /// <summary>A tuple of whole numbers.</summary>
    public void Tuple(ReadOnlySpan<long> values)
    {
        if (values.Length > 3) Op((byte)'(');
        foreach (long value in values) Number(value);
        Op(values.Length switch { 0 => (byte)')', 1 => 0x85, 2 => 0x86, 3 => 0x87, _ => (byte)'t' });
        if (values.Length > 0) Remember();
    }

    private static byte[] Number32(uint value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }

    private bool Recall(string key)
    {
        if (!_remembered.TryGetValue(key, out int place)) return false;
        if (place < 256) Op((byte)'h', (byte)place);
        else Op((byte)'j', Number32((uint)place));
        return true;
    }

    private void RememberAs(string key)
    {
        _remembered[key] = _count;
        Remember();
    }
}
