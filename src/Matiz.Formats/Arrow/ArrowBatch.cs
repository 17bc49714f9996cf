using System.Buffers.Binary;
using Matiz.Formats.Codecs;

namespace Matiz.Formats.Arrow;

/// <summary>The buffers of a batch, handed out in the order of the fields; each is held to the body before it is read.</summary>
internal sealed class ArrowBatch
{
    private readonly Stream _file;
    private readonly ArrowMessage _message;
    private readonly (long Length, long Nulls)[] _nodes;
    private readonly (long Offset, long Length)[] _buffers;
    private readonly long[] _variadic;
    private readonly Codec _codec;
    private int _node, _buffer, _view;

    /// <summary>The buffers of rows.</summary>
    /// <param name="file">The file.</param>
    /// <param name="message">Where the body lies.</param>
    /// <param name="rows">The description of the rows.</param>
    public ArrowBatch(Stream file, ArrowMessage message, FlatTable rows)
    {
        (_file, _message) = (file, message);
        Length = rows.Long(0);
        if (Length is < 0 or > int.MaxValue) throw new InvalidDataException("a number of rows is wrong");
        (_nodes, _buffers, _variadic) = (rows.Pairs(1), rows.Pairs(2), rows.Longs(4));
        _codec = rows.TryTable(3) is not { } compression ? Codec.None
            : compression.Byte(0) switch
            {
                0 => Codec.Lz4Frame,
                1 => Codec.Zstd,
                _ => throw new NotSupportedException("buffers packed by an unknown codec"),
            };
    }

    /// <summary>How many rows there are.</summary>
    public long Length { get; }

    /// <summary>The next field: how many values it has.</summary>
    public int NextNode(out long nulls)
    {
        if (_node == _nodes.Length) throw new InvalidDataException("a batch has fewer columns than the schema");
        (long length, nulls) = _nodes[_node++];
        return length is >= 0 and <= int.MaxValue ? (int)length : throw new InvalidDataException("a number of values is wrong");
    }

    /// <summary>How many buffers the next view has behind its own.</summary>
    public int NextVariadic()
    {
        if (_view == _variadic.Length) throw new InvalidDataException("a view has no number of buffers");
        long count = _variadic[_view++];
        return count >= 0 && count <= _buffers.Length ? (int)count : throw new InvalidDataException("a number of buffers is wrong");
    }

    /// <summary>Passes over buffers.</summary>
    public void Skip(int buffers) => _buffer += buffers;

    /// <summary>The next buffer, unpacked.</summary>
    public byte[] Next()
    {
        if (_buffer >= _buffers.Length) throw new InvalidDataException("a batch has fewer buffers than its columns need");
        var (offset, length) = _buffers[_buffer++];
        bool isInside = offset >= 0 && length >= 0 && offset <= _message.BodyLength && length <= _message.BodyLength - offset;
        if (!isInside) throw new InvalidDataException("a buffer lies outside of its batch");
        if (length == 0) return [];
        if (length > Array.MaxLength) throw new NotSupportedException("buffers of more than 2 GiB");
        var bytes = new byte[length];
        _file.Position = _message.BodyStart + offset;
        _file.ReadExactly(bytes);
        if (_codec == Codec.None) return bytes;
        if (length < 8) throw new InvalidDataException("a packed buffer has no length");
        long size = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        if (size == -1) return bytes[8..];                      // not worth packing
        if (size < 0) throw new InvalidDataException("a packed buffer has a wrong length");
        if (size > Array.MaxLength) throw new NotSupportedException("buffers of more than 2 GiB");
        return Decompression.Unpack(_codec, bytes.AsMemory(8), (int)size);
    }
}
