using System.Buffers;

namespace Matiz.Formats.Arrays;

/// <summary>
/// One array of an open <see cref="ArrayFile"/>: name, element type, shape, and its numbers in parts, as bytes or as singles. However the
/// file lays them, they are read row-major and little-endian.
/// </summary>
public abstract unsafe class NamedArray
{
    private const int PartBytes = 1 << 18;

    private protected NamedArray(string path, string name, ArrayDType dtype, long[] shape)
    {
        (Path, Name, DType, Shape) = (path, name, dtype, shape);
        if (!dtype.TryMeasure(shape, out long elements, out long bytes))
        {
            throw new ArrayFileException(
                path,
                $"array '{name}' of {dtype} has the shape [{string.Join(", ", shape)}], expected one whose bytes can be counted. "
                + "The file is damaged: fetch it again.");
        }

        (ElementCount, ByteLength) = (elements, bytes);
    }

    /// <summary>The name in the file.</summary>
    public string Name { get; }

    /// <summary>The element type.</summary>
    public ArrayDType DType { get; }

    /// <summary>The lengths of the axes, slowest first; empty for a scalar. Not to be written to.</summary>
    public long[] Shape { get; }

    /// <summary>The product of <see cref="Shape"/>; 1 for a scalar.</summary>
    public long ElementCount { get; }

    /// <summary>The bytes of all elements.</summary>
    public long ByteLength { get; }

    /// <summary>The file that it lies in.</summary>
    internal string Path { get; }

    /// <summary>Where its bytes lie in one piece, row-major and little-endian, while the file is open; null where they do not.</summary>
    internal virtual byte* Address => null;

    /// <summary>Which bytes it shows; null where that cannot be said.</summary>
    internal virtual ArrayIdentity? Identity => null;

    /// <summary>Copies a part of the bytes.</summary>
    /// <param name="start">The first byte, counted from the array's own beginning; that of an element.</param>
    /// <param name="destination">Filled wholly, with whole elements.</param>
    /// <exception cref="ArrayFileException">The file cannot be decoded there.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The part leaves the array.</exception>
    public void CopyBytes(long start, Span<byte> destination)
    {
        CheckPart(start, destination.Length, ByteLength);
        byte* address = Address;
        if (address is not null) new ReadOnlySpan<byte>(address + start, destination.Length).CopyTo(destination);
        else if (destination.Length > 0) Read(start, destination);
        GC.KeepAlive(this);
    }

    /// <summary>Converts a part to singles, on all cores when it is large; booleans, integers, F16, BF16, F32 and F64 convert.</summary>
    /// <param name="start">The first element, in row-major order.</param>
    /// <param name="destination">Filled wholly.</param>
    /// <exception cref="ArrayFileException">The type has no conversion, or the file cannot be decoded there.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The part leaves the array.</exception>
    public void ReadFloats(long start, Span<float> destination)
    {
        CheckPart(start, destination.Length, ElementCount);
        if (!FloatConversion.CanConvert(DType)) throw NoConversion();
        int size = DType.Bits() / 8;
        byte* address = Address;
        if (address is not null)
        {
            fixed (float* to = destination) FloatConversion.ToFloats(DType, address + (start * size), to, destination.Length);
            GC.KeepAlive(this);
            return;
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(PartBytes, (long)destination.Length * size));
        try
        {
            int most = buffer.Length / size;
            for (int done = 0; done < destination.Length; done += most)
            {
                var part = destination[done..Math.Min(destination.Length, done + most)];
                var bytes = buffer.AsSpan(0, part.Length * size);
                Read((start + done) * size, bytes);
                FloatConversion.ToFloats(DType, bytes, part);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {DType} [{string.Join(", ", Shape)}]";

    /// <summary>Copies a part, checked already, of bytes that do not lie in one piece.</summary>
    private protected virtual void Read(long start, Span<byte> destination) => throw new NotSupportedException();

    /// <summary>The error of a type that has no conversion to singles.</summary>
    private protected virtual ArrayFileException NoConversion() => new(
        Path, $"tensor '{Name}' is {DType}, which has no conversion to single precision. Save it as F32, F16 or BF16 first.");

    private static void CheckPart(long start, long length, long whole)
    {
        if (start < 0 || start > whole - length)
            throw new ArgumentOutOfRangeException(nameof(start), $"{start} + {length} leaves the tensor's {whole}.");
    }
}
