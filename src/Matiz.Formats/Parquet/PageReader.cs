using Matiz.Formats.Codecs;

namespace Matiz.Formats.Parquet;

/// <summary>The head of a page.</summary>
internal struct PageHead
{
    public int Kind, UnpackedSize, PackedSize, ValueCount, Encoding, DefinitionEncoding, RepetitionEncoding;
    public int DefinitionLength, RepetitionLength;
    public bool IsPacked;
    public int? Checksum;

    /// <summary>Reads a head; throws <see cref="EndOfStreamException"/> where bytes are missing.</summary>
    public static PageHead Read(ref ThriftReader reader)
    {
        var head = new PageHead { Kind = -1, IsPacked = true, DefinitionEncoding = 3, RepetitionEncoding = 3 };
        int id = 0;
        while (reader.NextField(ref id, out int type))
        {
            switch (id)
            {
                case 1: head.Kind = reader.ReadInt(); break;
                case 2: head.UnpackedSize = reader.ReadInt(); break;
                case 3: head.PackedSize = reader.ReadInt(); break;
                case 4: head.Checksum = reader.ReadInt(); break;
                case 5 or 7 or 8 when type == 12: ReadInner(ref reader, id, ref head); break;
                default: reader.Skip(type); break;
            }
        }

        return head;
    }

    private static void ReadInner(ref ThriftReader reader, int kind, ref PageHead head)
    {
        int id = 0;
        while (reader.NextField(ref id, out int type))
        {
            switch (kind, id)
            {
                case (_, 1): head.ValueCount = reader.ReadInt(); break;
                case (5 or 7, 2) or (8, 4): head.Encoding = reader.ReadInt(); break;
                case (5, 3): head.DefinitionEncoding = reader.ReadInt(); break;
                case (5, 4): head.RepetitionEncoding = reader.ReadInt(); break;
                case (8, 5): head.DefinitionLength = reader.ReadInt(); break;
                case (8, 6): head.RepetitionLength = reader.ReadInt(); break;
                case (8, 7): head.IsPacked = ThriftReader.IsTrue(type); break;
                default: reader.Skip(type); break;
            }
        }
    }
}

/// <summary>The pages of a chunk, one after another.</summary>
internal sealed class PageReader(Stream file, ParquetChunk chunk)
{
    private const int FirstWindow = 512, LargestHead = 1 << 24;

    private long _position = chunk.Start;

    private long End => chunk.Start + chunk.CompressedSize;

    /// <summary>Whether there are bytes left.</summary>
    public bool HasMore => _position < End;

    /// <summary>The next page: its head, and its bytes as they lie there.</summary>
    public byte[] Read(out PageHead head)
    {
        head = ReadHead();
        if (head.PackedSize < 0 || head.UnpackedSize < 0 || head.PackedSize > End - _position)
            throw new InvalidDataException("a page is larger than its column");
        var bytes = new byte[head.PackedSize];
        file.Position = _position;
        file.ReadExactly(bytes);
        _position += bytes.Length;
        bool isWhole = head.Checksum is not { } told || Crc32.Compute(bytes) == (uint)told;
        return isWhole ? bytes : throw new InvalidDataException("the checksum of a page is wrong");
    }

    /// <summary>Unpacks a part of a page.</summary>
    public byte[] Unpack(byte[] page, int start, int size, bool isPacked)
    {
        var codec = isPacked ? CodecOf(chunk.Codec) : Codec.None;
        if (codec == Codec.None && start == 0)
            return page.Length == size ? page : throw new InvalidDataException("the size of a page is wrong");
        return Decompression.Unpack(codec, page.AsMemory(start), size);
    }

    private PageHead ReadHead()
    {
        for (int window = FirstWindow; ; window *= 4)
        {
            var bytes = new byte[(int)Math.Min(window, End - _position)];
            file.Position = _position;
            file.ReadExactly(bytes);
            try
            {
                var reader = new ThriftReader(bytes);
                var head = PageHead.Read(ref reader);
                _position += reader.Position;
                return head;
            }
            catch (EndOfStreamException) when (bytes.Length < End - _position && window < LargestHead)
            {
                // A head with long statistics: a larger window.
            }
        }
    }

    private static Codec CodecOf(int codec) => codec switch
    {
        0 => Codec.None,
        1 => Codec.Snappy,
        2 => Codec.GZip,
        4 => Codec.Brotli,
        6 => Codec.Zstd,
        7 => Codec.Lz4Block,
        3 => throw new NotSupportedException("pages packed by LZO"),
        5 => throw new NotSupportedException("pages packed by LZ4 in its old framing"),
        _ => throw new InvalidDataException($"pages packed by a codec {codec} that does not exist"),
    };
}
