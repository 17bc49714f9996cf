using System.Buffers.Binary;
using System.Text;
using Matiz.Formats.Arrays;

namespace Matiz.Formats.Zip;

/// <summary>
/// The entries of a zip archive that lie uncompressed in it, so that they can be mapped. Only the central directory is believed, and
/// everything it says is checked: places within the file, no two at one place, no name twice. Nothing is unpacked.
/// </summary>
internal sealed class StoredZip
{
    private const int EndLength = 22, End64Length = 56, LocatorLength = 20, EntryLength = 46, LocalLength = 30;
    private const uint EntryMark = 0x02014B50, LocalMark = 0x04034B50;
    private const uint EndMark = 0x06054B50, End64Mark = 0x06064B50, LocatorMark = 0x07064B50;
    private const int MostEntries = 250_000;

    private readonly string _path;
    private readonly MappedBytes _bytes;
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    private StoredZip(string path, MappedBytes bytes) => (_path, _bytes) = (path, bytes);

    /// <summary>The names, in the order of the directory.</summary>
    public IReadOnlyCollection<string> Names => _entries.Keys;

    /// <summary>Reads the directory of an archive.</summary>
    /// <exception cref="ArrayFileException">It is damaged.</exception>
    public static StoredZip Read(string path, MappedBytes bytes)
    {
        var zip = new StoredZip(path, bytes);
        var (offset, length, count) = zip.FindDirectory();
        zip.ReadDirectory(offset, length, count);
        return zip;
    }

    /// <summary>Where an entry's data lie; null where there is none of that name.</summary>
    /// <exception cref="ArrayFileException">It is compressed or encrypted, or its data leave the file.</exception>
    public (long Offset, long Length)? Find(string name)
    {
        if (!_entries.TryGetValue(name, out var entry)) return null;
        if ((entry.Flags & 1) != 0)
            throw Damaged($"entry '{name}' is encrypted, expected a plain one", "Take the file without a password.");
        if (entry.Method != 0 || entry.Stored != entry.Length)
        {
            throw Damaged(
                $"entry '{name}' is compressed (method {entry.Method}), expected a stored one as PyTorch writes it",
                "Save it again with torch.save.");
        }

        return (entry.Data, entry.Length);
    }

    private (long Offset, long Length, long Count) FindDirectory()
    {
        long from = Math.Max(0, _bytes.Length - EndLength - ushort.MaxValue);
        var tail = _bytes.Span(from, (int)(_bytes.Length - from));
        for (int at = tail.Length - EndLength; at >= 0; at--)
        {
            if (U32(tail[at..]) != EndMark || U16(tail[(at + 20)..]) != tail.Length - at - EndLength) continue;
            long end = from + at;
            (long count, long length, long offset) = (U16(tail[(at + 10)..]), U32(tail[(at + 12)..]), U32(tail[(at + 16)..]));
            if (end >= LocatorLength && U32(_bytes.Span(end - LocatorLength, 4)) == LocatorMark)
            {
                long place = I64(_bytes.Span(end - LocatorLength + 8, 8));
                if (place < 0 || place > end - LocatorLength - End64Length || U32(_bytes.Span(place, 4)) != End64Mark)
                    throw Damaged("the archive's 64-bit end record is not where its locator says");
                var record = _bytes.Span(place, End64Length);
                (count, length, offset) = (I64(record[32..]), I64(record[40..]), I64(record[48..]));
                end = place;
            }

            if (offset < 0 || length < 0 || count < 0 || offset > end - length)
                throw Damaged($"the archive's directory is said to be at bytes {offset} + {length}, outside the file");
            return (offset, length, count);
        }

        throw Damaged("this begins as a zip archive, but the archive's end record is missing");
    }

    private void ReadDirectory(long offset, long length, long count)
    {
        if (count > MostEntries || count > length / EntryLength)
            throw Damaged($"the archive's directory has {length} bytes for {count} entries, at most {MostEntries} are expected");
        long at = offset, end = offset + length;
        var places = new List<(long Start, long End, string Name)>((int)count);
        for (long i = 0; i < count; i++)
        {
            if (at > end - EntryLength || U32(_bytes.Span(at, 4)) != EntryMark)
                throw Damaged($"entry {i} of the archive's directory (byte {at}) is none");
            var record = _bytes.Span(at, EntryLength);
            int nameLength = U16(record[28..]), extraLength = U16(record[30..]), commentLength = U16(record[32..]);
            long next = at + EntryLength + nameLength + extraLength + commentLength;
            if (next > end) throw Damaged($"entry {i} of the archive's directory (byte {at}) leaves it");
            string name = Encoding.UTF8.GetString(_bytes.Span(at + EntryLength, nameLength));
            (long stored, long size, long local) = (U32(record[20..]), U32(record[24..]), U32(record[42..]));
            ReadExtra(_bytes.Span(at + EntryLength + nameLength, extraLength), ref size, ref stored, ref local);
            long data = DataOf(name, local, stored, offset);
            if (!_entries.TryAdd(name, new Entry(U16(record[8..]), U16(record[10..]), data, stored, size)))
                throw Damaged($"entry '{name}' is there twice");
            places.Add((local, data + stored, name));
            at = next;
        }

        places.Sort();
        for (int i = 1; i < places.Count; i++)
        {
            if (places[i].Start < places[i - 1].End) throw Damaged($"entries '{places[i - 1].Name}' and '{places[i].Name}' overlap");
        }
    }

    // Sizes and place as 64-bit numbers, in this order, each only where the record has all ones.
    private static void ReadExtra(ReadOnlySpan<byte> extra, ref long size, ref long stored, ref long local)
    {
        while (extra.Length >= 4)
        {
            int kind = U16(extra), length = U16(extra[2..]);
            extra = extra[4..];
            if (length > extra.Length) return;
            if (kind == 1)
            {
                var values = extra[..length];
                Take(ref values, ref size);
                Take(ref values, ref stored);
                Take(ref values, ref local);
            }

            extra = extra[length..];
        }

        static void Take(ref ReadOnlySpan<byte> values, ref long number)
        {
            if (number != uint.MaxValue || values.Length < 8) return;
            number = I64(values);
            values = values[8..];
        }
    }

    private long DataOf(string name, long local, long stored, long directory)
    {
        if (local < 0 || stored < 0 || local > directory - LocalLength || U32(_bytes.Span(local, 4)) != LocalMark)
            throw Damaged($"entry '{name}' is not at byte {local}, where the archive's directory places it");
        var header = _bytes.Span(local, LocalLength);
        long data = local + LocalLength + U16(header[26..]) + U16(header[28..]);
        return data <= directory - stored ? data : throw Damaged($"entry '{name}' ({stored} bytes at byte {data}) leaves the archive");
    }

    private ArrayFileException Damaged(string found, string remedy = "The file is damaged or was not copied whole: fetch it again.") =>
        new(_path, $"{found}. {remedy}");

    private static ushort U16(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static uint U32(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private static long I64(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt64LittleEndian(bytes);

    private readonly record struct Entry(int Flags, int Method, long Data, long Stored, long Length);
}
