using System.Buffers.Binary;
using System.Text;

namespace Matiz.Formats.Pickle;

/// <summary>The bytes of a pickle, read from front to end; what leaves them is an error.</summary>
internal sealed class PickleReader(string path, MappedBytes bytes, long start, long length)
{
    private const int MostLine = 512;       // of the name of a module or a function
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly long _end = start + length;

    /// <summary>The byte of the file that is read next.</summary>
    public long Position { get; private set; } = start;

    public string Path => path;

    public ReadOnlySpan<byte> Take(long count)
    {
        if (count < 0 || count > _end - Position || count > int.MaxValue)
            throw Damaged($"byte {Position} announces {count} bytes more, {_end - Position} are left");
        var span = bytes.Span(Position, (int)count);
        Position += count;
        return span;
    }

    public void Skip(long count)
    {
        if (count < 0 || count > _end - Position)
            throw Damaged($"byte {Position} announces {count} bytes more, {_end - Position} are left");
        Position += count;
    }

    public byte ReadByte() => Take(1)[0];

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public double ReadDouble() => BinaryPrimitives.ReadDoubleBigEndian(Take(8));

    public string ReadText(long count)
    {
        long at = Position;
        try
        {
            return StrictUtf8.GetString(Take(count));
        }
        catch (DecoderFallbackException)
        {
            throw Damaged($"the text at byte {at} is not UTF-8");
        }
    }

    /// <summary>Text up to a line end.</summary>
    public string ReadLine()
    {
        int most = (int)Math.Min(MostLine, _end - Position);
        int end = bytes.Span(Position, most).IndexOf((byte)'\n');
        if (end < 0) throw Damaged($"the name at byte {Position} has no end");
        string line = ReadText(end);
        Take(1);
        return line;
    }

    public PickleException Damaged(string found) =>
        new(path, $"{found}. A pickle of tensors was expected. The file is damaged or was not copied whole: fetch it again.");
}
