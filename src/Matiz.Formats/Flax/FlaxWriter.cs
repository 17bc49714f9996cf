using System.Buffers;
using System.Globalization;
using Matiz.Formats.Arrays;
using Matiz.Formats.Disk;
using MessagePack;

namespace Matiz.Formats.Flax;

/// <summary>
/// Writes maps of maps of arrays as Flax does (<c>flax.serialization.to_bytes</c>). The same arrays give the same bytes.
/// </summary>
internal static class FlaxWriter
{
    private const sbyte ArrayCode = 1;
    private const long MostBytes = 1 << 30;             // of an array in one piece

    /// <summary>Writes a file atomically: the old one stays until the new one is whole and on the disk.</summary>
    /// <param name="path">The file.</param>
    /// <param name="arrays">Names have slashes between the keys of the maps; none twice, and none is the beginning of another.</param>
    /// <exception cref="ArgumentException">Names collide, or Flax has no such element type.</exception>
    public static void Write(string path, IReadOnlyList<TensorToWrite> arrays)
    {
        var root = new Node();
        foreach (var array in arrays) root.Add(array, array.Name.Split('/'));
        AtomicFile.Write(path, stream =>
        {
            using var buffer = new TensorToWrite.WriteBuffer();
            Write(stream, root, buffer);
        });
    }

    private static void Write(Stream stream, Node node, TensorToWrite.WriteBuffer buffer)
    {
        if (node.Array is not null)
        {
            WriteArray(stream, node.Array, buffer);
            return;
        }

        Encode(stream, (ref MessagePackWriter writer) => writer.WriteMapHeader(node.Children.Count));
        foreach (var (key, child) in node.Children)
        {
            Encode(stream, (ref MessagePackWriter writer) => writer.Write(key));
            Write(stream, child, buffer);
        }
    }

    private static void WriteArray(Stream stream, TensorToWrite array, TensorToWrite.WriteBuffer buffer)
    {
        string type = FlaxDTypes.NameOf(array.DType)
            ?? throw new ArgumentException($"tensor '{array.Name}' is {array.DType}, which NumPy has not. Write it as another type.");
        if (array.ByteLength <= MostBytes)
        {
            WriteHeader(stream, array.Shape, type, array.ByteLength);
            array.WriteTo(stream, buffer);
            return;
        }

        long size = array.ByteLength / array.ElementCount, most = MostBytes / size;
        long count = (array.ElementCount + most - 1) / most;
        Encode(stream, (ref MessagePackWriter writer) =>
        {
            writer.WriteMapHeader(3);
            writer.Write("__msgpack_chunked_array__");
            writer.Write(true);
            writer.Write("shape");
            writer.WriteMapHeader(array.Shape.Length);
            for (int axis = 0; axis < array.Shape.Length; axis++)
            {
                writer.Write(axis.ToString(CultureInfo.InvariantCulture));
                writer.Write(array.Shape[axis]);
            }

            writer.Write("chunks");
            writer.WriteMapHeader((int)count);
        });
        var pieces = new ChunkStream(stream, most * size, array.ByteLength, (chunk, length) =>
        {
            Encode(stream, (ref MessagePackWriter writer) => writer.Write(chunk.ToString(CultureInfo.InvariantCulture)));
            WriteHeader(stream, [length / size], type, length);
        });
        array.WriteTo(pieces, buffer);
    }

    // The extension's header, then shape, type and the header of the bytes.
    private static void WriteHeader(Stream stream, long[] shape, string type, long length)
    {
        var payload = Encode((ref MessagePackWriter writer) =>
        {
            writer.WriteArrayHeader(3);
            writer.WriteArrayHeader(shape.Length);
            foreach (long axis in shape) writer.Write(axis);
            writer.Write(type);
            writer.WriteBinHeader((int)length);
        });
        Encode(
            stream,
            (ref MessagePackWriter writer) =>
                writer.WriteExtensionFormatHeader(new ExtensionHeader(ArrayCode, (uint)(payload.WrittenCount + length))));
        stream.Write(payload.WrittenSpan);
    }

    private static void Encode(Stream stream, Encoding encode) => stream.Write(Encode(encode).WrittenSpan);

    private static ArrayBufferWriter<byte> Encode(Encoding encode)
    {
        var bytes = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(bytes);
        encode(ref writer);
        writer.Flush();
        return bytes;
    }

    private delegate void Encoding(ref MessagePackWriter writer);

    /// <summary>An array, or a map of more.</summary>
    private sealed class Node
    {
        public TensorToWrite? Array { get; private init; }

        public OrderedDictionary<string, Node> Children { get; } = new(StringComparer.Ordinal);

        public void Add(TensorToWrite array, ReadOnlySpan<string> keys)
        {
            if (Array is not null) throw Collision(array);
            if (keys.Length == 1)
            {
                if (!Children.TryAdd(keys[0], new Node { Array = array })) throw Collision(array);
                return;
            }

            if (!Children.TryGetValue(keys[0], out var child)) Children.Add(keys[0], child = new Node());
            child.Add(array, keys[1..]);
        }

        private static ArgumentException Collision(TensorToWrite array) => new(
            $"the tensor '{array.Name}' is given twice, or lies in another: a name of its own was expected.", nameof(array));
    }

    /// <summary>Passes bytes on and puts a header before every chunk of them.</summary>
    private sealed class ChunkStream(Stream inner, long chunkBytes, long wholeBytes, Action<long, long> begin) : WriteOnlyStream
    {
        private long _count;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            while (!buffer.IsEmpty)
            {
                var (chunk, done) = Math.DivRem(_count, chunkBytes);
                if (done == 0) begin(chunk, Math.Min(chunkBytes, wholeBytes - _count));
                int part = (int)Math.Min(buffer.Length, chunkBytes - done);
                inner.Write(buffer[..part]);
                buffer = buffer[part..];
                _count += part;
            }
        }
    }
}
