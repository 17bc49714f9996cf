using System.Buffers.Binary;
using System.Text;

namespace Matiz.Formats.Hdf5;

/// <summary>The contents of header messages, each filled up to a multiple of eight bytes.</summary>
internal static class Hdf5MessageBytes
{
    /// <summary>Bytes of a text of any length where it is named: length, heap, number in it.</summary>
    public const int TextBytes = 16;

    private static readonly byte[] Doubles = [0x11, 0x20, 63, 0, 8, 0, 0, 0, 0, 0, 64, 0, 52, 11, 0, 52, 0xFF, 3, 0, 0];

    /// <summary>What Keras gives an array: no value of its own where nothing was written, room when the first number comes.</summary>
    public static byte[] Fill => [2, 2, 2, 1, 0, 0, 0, 0];

    /// <summary>The tree and the names of a group.</summary>
    public static byte[] SymbolTable(long tree, long heap) => [.. Number(tree), .. Number(heap)];

    /// <summary>Numbers in one piece.</summary>
    public static byte[] Contiguous(long address, long length) => Padded([3, 1, .. Number(address), .. Number(length)]);

    /// <summary>A shape; without axes a single value.</summary>
    public static byte[] Space(ReadOnlySpan<long> shape)
    {
        var bytes = new List<byte> { 1, (byte)shape.Length, 0, 0, 0, 0, 0, 0 };
        foreach (long length in shape) bytes.AddRange(Number(length));
        return [.. bytes];
    }

    /// <summary>A type of numbers.</summary>
    /// <exception cref="NotSupportedException">The library has no such type.</exception>
    public static byte[] Type(ArrayDType dtype) => Padded(dtype switch
    {
        ArrayDType.Float32 => [0x11, 0x20, 31, 0, 4, 0, 0, 0, 0, 0, 32, 0, 23, 8, 0, 23, 127, 0, 0, 0],
        ArrayDType.Float16 => [0x11, 0x20, 15, 0, 2, 0, 0, 0, 0, 0, 16, 0, 10, 5, 0, 10, 15, 0, 0, 0],
        ArrayDType.Float64 => Doubles,
        _ => throw new NotSupportedException($"an array of {dtype} has no type in HDF5 that Keras reads; give it as Float32."),
    });

    /// <summary>An attribute of texts whose places are known.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="texts">Length in bytes, heap and number of each; none: Keras's empty list, which has the type of numbers.</param>
    /// <param name="isList">False: one text without an axis.</param>
    /// <param name="isAscii">Whether all of them are.</param>
    public static byte[] Attribute(string name, IReadOnlyList<(int Length, long Heap, int Index)> texts, bool isList, bool isAscii)
    {
        byte[] nameBytes = [.. Encoding.UTF8.GetBytes(name), 0];
        byte[] type = texts.Count == 0
            ? Doubles
            : [0x19, 1, (byte)(isAscii ? 0 : 1), 0, TextBytes, 0, 0, 0, 0x10, 0, 0, 0, 1, 0, 0, 0, 0, 0, 8, 0];
        byte[] space = Space(isList ? [texts.Count] : []);
        var bytes = new List<byte> { 1, 0 };
        bytes.AddRange(Short(nameBytes.Length));
        bytes.AddRange(Short(type.Length));
        bytes.AddRange(Short(space.Length));
        bytes.AddRange(Padded(nameBytes));
        bytes.AddRange(Padded(type));
        bytes.AddRange(space);
        foreach (var (length, heap, index) in texts)
        {
            bytes.AddRange(BitConverter.GetBytes(length));
            bytes.AddRange(Number(heap));
            bytes.AddRange(BitConverter.GetBytes(index));
        }

        return [.. bytes];
    }

    /// <summary>A header of messages in one block.</summary>
    public static byte[] Header(IReadOnlyList<(int Type, byte[] Content)> messages)
    {
        const int Constant = Hdf5Message.Datatype;                  // a type does not change; neither does the value of what is not there
        var bytes = new List<byte> { 1, 0 };
        bytes.AddRange(Short(messages.Count));
        bytes.AddRange(BitConverter.GetBytes(1));
        bytes.AddRange(BitConverter.GetBytes(messages.Sum(message => 8 + message.Content.Length)));
        bytes.AddRange(new byte[4]);
        foreach (var (type, content) in messages)
        {
            bytes.AddRange(Short(type));
            bytes.AddRange(Short(content.Length));
            bytes.AddRange([type is Constant or FillType ? (byte)1 : (byte)0, 0, 0, 0]);
            bytes.AddRange(content);
        }

        return [.. bytes];
    }

    /// <summary>The kind of message that says what stands where nothing was written.</summary>
    public const int FillType = 0x05;

    /// <summary>Fills up with zeros.</summary>
    public static byte[] Padded(byte[] bytes) => [.. bytes, .. new byte[((bytes.Length + 7) / 8 * 8) - bytes.Length]];

    /// <summary>Eight bytes.</summary>
    public static byte[] Number(long value)
    {
        byte[] bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] Short(int value) => [(byte)value, (byte)(value >> 8)];
}
