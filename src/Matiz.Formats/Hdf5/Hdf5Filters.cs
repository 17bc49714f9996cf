using System.Buffers.Binary;
using System.IO.Compression;

namespace Matiz.Formats.Hdf5;

/// <summary>What was done with the bytes of each chunk before they were stored, in its order; undone backwards.</summary>
internal sealed class Hdf5Filters
{
    private const int Deflate = 1, Shuffle = 2, Fletcher = 3, FirstWithName = 256, ChecksumBytes = 4;
    private const int FirstBuffer = 1 << 20;
    private const int MostInflation = 1032;                         // the most that deflate can make of a byte

    private readonly Hdf5Bytes _file;
    private readonly List<(int Id, int Value)> _steps = [];

    private Hdf5Filters(Hdf5Bytes file) => _file = file;

    /// <summary>Reads the list; without a message there is none.</summary>
    /// <exception cref="Hdf5Exception">It breaks the format, or names a filter that is not known.</exception>
    public static Hdf5Filters Read(Hdf5Bytes file, Hdf5Message? message, string owner)
    {
        var filters = new Hdf5Filters(file);
        if (message is not { } found) return filters;
        var cursor = found.Open(file, "a list of filters");
        int version = cursor.Byte(), count = cursor.Byte();
        if (version is not (1 or 2)) throw cursor.Fault($"has version {version}, expected 1 or 2");
        if (version == 1) cursor.Skip(6);
        for (int i = 0; i < count; i++)
        {
            int id = cursor.UInt16();
            int nameBytes = version == 1 || id >= FirstWithName ? cursor.UInt16() : 0;
            cursor.Skip(2);
            int values = cursor.UInt16();
            cursor.Skip(version == 1 ? (nameBytes + 7) / 8 * 8 : nameBytes);
            uint value = values > 0 ? cursor.UInt32() : 0;
            cursor.Skip((Math.Max(values, 1) - 1) * 4);
            if (version == 1 && values % 2 == 1) cursor.Skip(4);
            if (id is not (Deflate or Shuffle or Fletcher))
            {
                throw file.Fault(
                    $"{owner} is stored through the filter {id}, expected deflate (1), shuffle (2) or fletcher32 (3). "
                    + "Save the file again without compression.");
            }

            if (id == Deflate && filters._steps.Exists(step => step.Id == Deflate)) throw cursor.Fault("deflates twice");
            if (id == Shuffle && value is 0 or > ushort.MaxValue) throw cursor.Fault($"shuffles elements of {value} bytes");
            filters._steps.Add((id, (int)value));
        }

        return filters;
    }

    /// <summary>Whether a chunk of so many bytes may have become so many.</summary>
    public bool Allows(long chunkBytes, long storedBytes)
    {
        long most = storedBytes;
        foreach (var (id, _) in _steps) most = id == Deflate ? most * MostInflation : most;
        return chunkBytes <= most;
    }

    /// <summary>The bytes of a chunk as they were before.</summary>
    /// <param name="stored">As they lie in the file.</param>
    /// <param name="mask">A bit for each filter that was left out.</param>
    /// <param name="chunkBytes">How many they must be.</param>
    /// <exception cref="Hdf5Exception">They are not, or a checksum does not fit.</exception>
    public byte[] Undo(ReadOnlySpan<byte> stored, uint mask, int chunkBytes)
    {
        int[] sizes = new int[_steps.Count];                        // before each step; what deflate gives only the file knows
        int size = chunkBytes;
        for (int i = 0; i < sizes.Length; i++)
        {
            sizes[i] = size;
            if (IsUsed(i) && _steps[i].Id == Fletcher) size += ChecksumBytes;
        }

        byte[] bytes = stored.ToArray();
        for (int i = sizes.Length - 1; i >= 0; i--)
        {
            if (!IsUsed(i)) continue;
            bytes = _steps[i].Id switch
            {
                Deflate => Inflate(bytes, sizes[i]),
                Shuffle => Unshuffle(bytes, _steps[i].Value),
                _ => WithoutChecksum(bytes),
            };
        }

        return bytes.Length == chunkBytes
            ? bytes
            : throw _file.Fault($"a chunk has {bytes.Length} bytes, expected {chunkBytes}. {Hdf5Exception.Damaged}");

        bool IsUsed(int step) => step >= 32 || (mask & (1u << step)) == 0;
    }

    private byte[] Inflate(byte[] bytes, int expected)
    {
        byte[] result = new byte[Math.Min(expected, FirstBuffer)];      // grows with what comes, not with what is claimed
        try
        {
            using var stream = new ZLibStream(new MemoryStream(bytes, writable: false), CompressionMode.Decompress);
            int read = stream.ReadAtLeast(result, result.Length, throwOnEndOfStream: false);
            while (read == result.Length && read < expected)
            {
                Array.Resize(ref result, (int)Math.Min(expected, 2L * read));
                read += stream.ReadAtLeast(result.AsSpan(read), result.Length - read, throwOnEndOfStream: false);
            }

            if (read == expected && stream.ReadByte() < 0) return result;
        }
        catch (InvalidDataException exception)
        {
            throw _file.Fault($"a compressed chunk cannot be unpacked. {Hdf5Exception.Damaged}", exception);
        }

        throw _file.Fault($"a compressed chunk does not have {expected} bytes. {Hdf5Exception.Damaged}");
    }

    // First bytes of all elements, then second bytes, …; what does not make a whole element stands at the end as it is.
    private static byte[] Unshuffle(byte[] bytes, int elementSize)
    {
        byte[] result = new byte[bytes.Length];
        int count = bytes.Length / elementSize, at = 0;
        for (int part = 0; part < elementSize; part++)
        {
            for (int element = 0; element < count; element++) result[(element * elementSize) + part] = bytes[at++];
        }

        bytes.AsSpan(at).CopyTo(result.AsSpan(at));
        return result;
    }

    private byte[] WithoutChecksum(byte[] bytes)
    {
        if (bytes.Length < ChecksumBytes) throw _file.Fault($"a chunk has no room for its checksum. {Hdf5Exception.Damaged}");
        byte[] content = bytes[..^ChecksumBytes];
        uint stored = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(content.Length));
        return Fletcher32(content) == stored
            ? content
            : throw _file.Fault($"the checksum of a chunk does not fit its bytes. {Hdf5Exception.Damaged}");
    }

    // Sums of big-endian words, folded to 16 bits (Fletcher 1982).
    private static uint Fletcher32(ReadOnlySpan<byte> bytes)
    {
        const int WordsBeforeFolding = 360;
        uint first = 0, second = 0;
        int words = 0;
        for (int at = 0; at + 1 < bytes.Length; at += 2)
        {
            first += (uint)((bytes[at] << 8) | bytes[at + 1]);
            second += first;
            if (++words % WordsBeforeFolding == 0) (first, second) = (Fold(first), Fold(second));
        }

        (first, second) = (Fold(first), Fold(second));
        if (bytes.Length % 2 == 1)
        {
            first += (uint)bytes[^1] << 8;
            second += first;
        }

        (first, second) = (Fold(Fold(first)), Fold(Fold(second)));
        return (second << 16) | first;

        static uint Fold(uint sum) => (sum & 0xFFFF) + (sum >> 16);
    }
}
