using System.Buffers.Binary;

namespace Matiz.Formats.Npy;

/// <summary>
/// A NumPy array file (.npy, versions 1 to 3), open for reading: element type, shape, and the numbers as singles. The header is checked
/// against the file's length when it is opened; nothing is allocated for what it claims. Little-endian numbers in C order are read;
/// texts, structures and pickled objects are refused. Format: numpy.lib.format.
/// </summary>
public sealed class NpyFile : IDisposable
{
    private const int FixedBytes = 8;
    private const int MostHeaderBytes = 65_536;         // of version 2; a header of plain numbers has some hundred

    private readonly MappedBytes _bytes;
    private readonly long _dataStart;

    private NpyFile(string path, MappedBytes bytes)
    {
        (Path, _bytes) = (path, bytes);
        try
        {
            var (start, length) = ReadFixedPart();
            var header = NpyHeader.Parse(path, bytes.Span(start, length));
            (DType, Shape, _dataStart) = (header.DType, header.Shape, start + length);
            CheckLength();
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    /// <summary>The file, or the name that was given for the bytes.</summary>
    public string Path { get; }

    /// <summary>The type of the elements.</summary>
    public ArrayDType DType { get; }

    /// <summary>The lengths of the axes; empty for a single number.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>How many elements.</summary>
    public long ElementCount { get; private set; }

    /// <summary>Maps a file and checks its header.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="NpyException">The file breaks the format, or holds no plain numbers.</exception>
    public static NpyFile Open(string path) => new(path, MappedBytes.Open(path));

    /// <summary>Reads from a buffer, which is pinned and not copied.</summary>
    /// <param name="name">Stands for the path in messages.</param>
    /// <param name="bytes">The whole file.</param>
    /// <exception cref="NpyException">The bytes break the format, or hold no plain numbers.</exception>
    public static NpyFile Open(string name, ReadOnlyMemory<byte> bytes) => new(name, MappedBytes.Over(bytes));

    /// <summary>Converts all elements to singles, row-major.</summary>
    /// <exception cref="NpyException">There are more than an array holds.</exception>
    public float[] ReadFloats()
    {
        if (ElementCount > Array.MaxLength)
            throw new NpyException(Path, $"the array has {ElementCount} elements, expected at most {Array.MaxLength}. Save it in parts.");
        var values = new float[ElementCount];
        unsafe
        {
            byte* source = _bytes.Pointer(_dataStart, ElementCount * (DType.Bits() / 8));
            fixed (float* to = values) FloatConversion.ToFloats(DType, source, to, values.Length);
        }

        return values;
    }

    /// <summary>Unmaps the file.</summary>
    public void Dispose() => _bytes.Dispose();

    // Magic, two bytes of version, the length of the header in two bytes (version 1) or four.
    private (long Start, int Length) ReadFixedPart()
    {
        if (_bytes.Length < FixedBytes + sizeof(ushort) || !_bytes.Span(0, 6).SequenceEqual(NpyHeader.Magic))
            throw new NpyException(
                Path, "the file does not begin as an .npy file does (0x93 NUMPY). An array saved by numpy.save was expected. "
                + "Is this the right file?");
        byte version = _bytes.Span(6, 1)[0];
        if (version is < 1 or > 3)
            throw new NpyException(Path, $"the format has version {version}, expected 1, 2 or 3. Save the array again.");
        int lengthBytes = version == 1 ? sizeof(ushort) : sizeof(uint);
        if (_bytes.Length < FixedBytes + lengthBytes)
            throw new NpyException(Path, $"the file ends inside its header. {NpyException.Damaged}");
        var text = _bytes.Span(FixedBytes, lengthBytes);
        long length = version == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(text) : BinaryPrimitives.ReadUInt32LittleEndian(text);
        long start = FixedBytes + lengthBytes;
        if (length > MostHeaderBytes || length > _bytes.Length - start)
        {
            throw new NpyException(
                Path, $"the header claims {length} bytes; "
                + $"{Math.Min(MostHeaderBytes, _bytes.Length - start)} are the most there can be. {NpyException.Damaged}");
        }

        return (start, (int)length);
    }

    private void CheckLength()
    {
        long found = _bytes.Length - _dataStart;
        if (!DType.TryMeasure([.. Shape], out long elements, out long bytes) || bytes != found)
        {
            throw new NpyException(
                Path, $"the header claims an array of ({string.Join(", ", Shape)}) {DType}, but {found} bytes follow it. "
                + $"{NpyException.Damaged}");
        }

        ElementCount = elements;
    }
}
