using System.IO.Compression;
using K4os.Compression.LZ4;
using K4os.Compression.LZ4.Streams;
using Snappier;
using ZstdSharp;

namespace Matiz.Formats.Codecs;

/// <summary>How a block of bytes is packed.</summary>
internal enum Codec
{
    None,
    Snappy,
    GZip,
    Brotli,

    /// <summary>A bare block.</summary>
    Lz4Block,

    /// <summary>Blocks with a header.</summary>
    Lz4Frame,
    Zstd,
}

/// <summary>
/// Unpacks blocks whose unpacked size is told beforehand, by a header that may lie: no more memory is taken than the packed bytes can
/// unpack to.
/// </summary>
internal static class Decompression
{
    // What a packed byte can unpack to at most. The others have no bound that helps; their output grows as it comes.
    private const int SnappyRatio = 32, Lz4Ratio = 256, Slack = 64;
    private const int AtOnce = 1 << 20;

    /// <summary>Unpacks a block.</summary>
    /// <param name="codec">How it is packed.</param>
    /// <param name="packed">The block.</param>
    /// <param name="size">How many bytes it unpacks to.</param>
    /// <exception cref="InvalidDataException">It does not unpack, or not to that size.</exception>
    public static byte[] Unpack(Codec codec, ReadOnlyMemory<byte> packed, int size)
    {
        if (size < 0) throw new InvalidDataException("an unpacked size is negative");
        if (size == 0) return [];
        try
        {
            switch (codec)
            {
                case Codec.None:
                    return packed.Length == size ? packed.ToArray() : throw WrongSize(packed.Length, size);
                case Codec.Snappy:
                    RequireRatio(packed.Length, SnappyRatio, size);
                    if (Snappy.GetUncompressedLength(packed.Span) is var told && told != size) throw WrongSize(told, size);
                    var unpacked = new byte[size];
                    int length = Snappy.Decompress(packed.Span, unpacked);
                    return length == size ? unpacked : throw WrongSize(length, size);
                case Codec.Lz4Block:
                    RequireRatio(packed.Length, Lz4Ratio, size);
                    var block = new byte[size];
                    int count = LZ4Codec.Decode(packed.Span, block);
                    return count == size ? block : throw WrongSize(count, size);
                default:
                    using (var stream = Open(codec, packed)) return ReadAll(stream, size, packed.Length);
            }
        }
        catch (Exception exception) when (exception is not (InvalidDataException or OutOfMemoryException))
        {
            throw new InvalidDataException("a packed block does not unpack", exception);
        }
    }

    private static Stream Open(Codec codec, ReadOnlyMemory<byte> packed)
    {
        var source = new MemoryStream(packed.ToArray(), writable: false);
        return codec switch
        {
            Codec.GZip => new GZipStream(source, CompressionMode.Decompress),
            Codec.Brotli => new BrotliStream(source, CompressionMode.Decompress),
            Codec.Lz4Frame => LZ4Stream.Decode(source),
            _ => new DecompressionStream(source),
        };
    }

    private static byte[] ReadAll(Stream stream, int size, int packedLength)
    {
        var bytes = new byte[(int)Math.Min(size, Math.Max(AtOnce, 64L * packedLength))];
        int count = 0;
        while (true)
        {
            int read = stream.Read(bytes, count, bytes.Length - count);
            if (read == 0) throw WrongSize(count, size);
            count += read;
            if (count == size) break;
            if (count == bytes.Length) Array.Resize(ref bytes, (int)Math.Min(size, 2L * bytes.Length));
        }

        return stream.ReadByte() < 0
            ? bytes
            : throw new InvalidDataException($"a packed block holds more than the {size} bytes that it tells");
    }

    private static void RequireRatio(int packed, int ratio, int size)
    {
        if (size > ((long)packed * ratio) + Slack)
            throw new InvalidDataException($"a packed block of {packed} bytes tells {size} bytes, more than it can hold");
    }

    private static InvalidDataException WrongSize(int found, int told) => new($"a packed block holds {found} bytes and tells {told}");
}
