using System.Buffers.Binary;
using System.Text;
using Matiz.Formats.Disk;

namespace Matiz.Formats.Zip;

/// <summary>
/// Writes a zip archive of stored entries, each at a multiple of 64 bytes, as torch.save does: so that a reader can map them. No time is
/// written: the same entries give the same bytes.
/// </summary>
internal sealed class StoredZipWriter(Stream stream)
{
    private const int Alignment = 64, LocalLength = 30, PaddingLength = 4, DescriptorFlag = 8, Utf8Flag = 0x800;
    private const int OldVersion = 20, Version = 45;        // 2.0; 4.5 has 64-bit lengths
    private const ushort PaddingKind = 0x4246, Zip64Kind = 1, FirstDay = 0x21;      // "FB"; 1980-01-01
    private const uint LocalMark = 0x04034B50, DescriptorMark = 0x08074B50, EntryMark = 0x02014B50;
    private const uint End64Mark = 0x06064B50, LocatorMark = 0x07064B50, EndMark = 0x06054B50;

    private readonly List<Entry> _entries = [];
    private long _position;

    /// <summary>Adds an entry.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="length">The bytes that <paramref name="write"/> writes.</param>
    /// <param name="write">Writes them to the stream that it is given.</param>
    public void Add(string name, long length, Action<Stream> write)
    {
        byte[] text = Encoding.UTF8.GetBytes(name);
        long start = _position;
        int padding = (int)(-(start + LocalLength + text.Length + PaddingLength) & (Alignment - 1));
        var header = new Record(stackalloc byte[LocalLength]);
        header.U32(LocalMark);
        header.U16(OldVersion);
        header.U16(DescriptorFlag | Utf8Flag);
        header.U16(0);
        header.U16(0);
        header.U16(FirstDay);
        header.U32(0);                                      // checksum and lengths follow the data
        header.U32(0);
        header.U32(0);
        header.U16(text.Length);
        header.U16(PaddingLength + padding);
        Write(header.Bytes);
        Write(text);
        var extra = new Record(stackalloc byte[PaddingLength]);
        extra.U16(PaddingKind);
        extra.U16(padding);
        Write(extra.Bytes);
        Write("ZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZ"u8[..padding]);

        var counted = new CountingStream(stream);
        write(counted);
        if (counted.Count != length)
            throw new InvalidOperationException($"the entry '{name}' was to have {length} bytes and has {counted.Count}.");
        _position += length;
        var entry = new Entry(text, start, length, counted.Checksum);
        var descriptor = new Record(stackalloc byte[24]);
        descriptor.U32(DescriptorMark);
        descriptor.U32(entry.Checksum);
        if (length < uint.MaxValue)
        {
            descriptor.U32((uint)length);
            descriptor.U32((uint)length);
        }
        else
        {
            descriptor.I64(length);
            descriptor.I64(length);
        }

        Write(descriptor.Bytes);
        _entries.Add(entry);
    }

    /// <summary>Writes the directory; nothing may be added afterwards.</summary>
    public void Finish()
    {
        long directory = _position;
        foreach (var entry in _entries) WriteEntry(entry);
        long length = _position - directory, end = _position;
        var record = new Record(stackalloc byte[56]);
        record.U32(End64Mark);
        record.I64(44);
        record.U16(Version);
        record.U16(Version);
        record.U32(0);
        record.U32(0);
        record.I64(_entries.Count);
        record.I64(_entries.Count);
        record.I64(length);
        record.I64(directory);
        Write(record.Bytes);
        var locator = new Record(stackalloc byte[20]);
        locator.U32(LocatorMark);
        locator.U32(0);
        locator.I64(end);
        locator.U32(1);
        Write(locator.Bytes);
        var last = new Record(stackalloc byte[22]);
        last.U32(EndMark);
        last.U32(0);
        last.U16((int)Math.Min(_entries.Count, ushort.MaxValue));
        last.U16((int)Math.Min(_entries.Count, ushort.MaxValue));
        last.U32((uint)Math.Min(length, uint.MaxValue));
        last.U32((uint)Math.Min(directory, uint.MaxValue));
        last.U16(0);
        Write(last.Bytes);
    }

    private void WriteEntry(Entry entry)
    {
        bool isLong = entry.Length >= uint.MaxValue, isFar = entry.Start >= uint.MaxValue;
        int numbers = (isLong ? 16 : 0) + (isFar ? 8 : 0);
        var record = new Record(stackalloc byte[46]);
        record.U32(EntryMark);
        record.U16(numbers > 0 ? Version : OldVersion);
        record.U16(numbers > 0 ? Version : OldVersion);
        record.U16(DescriptorFlag | Utf8Flag);
        record.U16(0);
        record.U16(0);
        record.U16(FirstDay);
        record.U32(entry.Checksum);
        record.U32(isLong ? uint.MaxValue : (uint)entry.Length);
        record.U32(isLong ? uint.MaxValue : (uint)entry.Length);
        record.U16(entry.Name.Length);
        record.U16(numbers > 0 ? 4 + numbers : 0);
        record.U16(0);
        record.U32(0);                                      // first disk, plain data
        record.U32(0);
        record.U32(isFar ? uint.MaxValue : (uint)entry.Start);
        Write(record.Bytes);
        Write(entry.Name);
        if (numbers == 0) return;
        var extra = new Record(stackalloc byte[28]);
        extra.U16(Zip64Kind);
        extra.U16(numbers);
        if (isLong) extra.I64(entry.Length);
        if (isLong) extra.I64(entry.Length);
        if (isFar) extra.I64(entry.Start);
        Write(extra.Bytes);
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        stream.Write(bytes);
        _position += bytes.Length;
    }

    private readonly record struct Entry(byte[] Name, long Start, long Length, uint Checksum);

    /// <summary>Little-endian numbers, one after another.</summary>
    private ref struct Record(Span<byte> buffer)
    {
        private readonly Span<byte> _buffer = buffer;
        private int _length;

        public readonly ReadOnlySpan<byte> Bytes => _buffer[.._length];

        public void U16(int value)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(_buffer[_length..], (ushort)value);
            _length += 2;
        }

        public void U32(uint value)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(_buffer[_length..], value);
            _length += 4;
        }

        public void I64(long value)
        {
            BinaryPrimitives.WriteInt64LittleEndian(_buffer[_length..], value);
            _length += 8;
        }
    }

    /// <summary>Passes bytes on, counts them and adds up their checksum.</summary>
    private sealed class CountingStream(Stream inner) : WriteOnlyStream
    {
        private Crc32 _checksum;

        public long Count { get; private set; }

        public uint Checksum => _checksum.Value;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            inner.Write(buffer);
            _checksum.Add(buffer);
            Count += buffer.Length;
        }
    }
}
