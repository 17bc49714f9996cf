using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Matiz.Formats.Arrays;

/// <summary>Fills the whole of a tensor's elements into a buffer of exactly that length.</summary>
public delegate void FillTensor<T>(Span<T> destination);

/// <summary>
/// One tensor for a writer: name, type, shape, and where its bytes come from. The bytes are asked for only when the tensor's turn has
/// come, one tensor at a time.
/// </summary>
public sealed class TensorToWrite
{
    private const int ChunkBytes = 1 << 20;
    private readonly Action<TensorToWrite, Stream, WriteBuffer> _write;

    private TensorToWrite(string name, ArrayDType dtype, long[] shape, Action<TensorToWrite, Stream, WriteBuffer> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (shape.Any(length => length < 0) || !dtype.TryMeasure(shape, out long elements, out long bytes))
        {
            throw new ArgumentException($"tensor '{name}' cannot have the shape [{string.Join(", ", shape)}]: " +
                "lengths are not negative, their product in bytes is a 63-bit whole number.", nameof(shape));
        }

        (Name, DType, Shape, ElementCount, ByteLength, _write) = (name, dtype, shape, elements, bytes, write);
    }

    /// <summary>The name in the file.</summary>
    public string Name { get; }

    /// <summary>The element type in the file.</summary>
    public ArrayDType DType { get; }

    /// <summary>The lengths of the axes, slowest first; empty for a scalar.</summary>
    public long[] Shape { get; }

    /// <summary>The product of <see cref="Shape"/>.</summary>
    public long ElementCount { get; }

    /// <summary>The bytes that will be written.</summary>
    public long ByteLength { get; }

    /// <summary>A tensor of .NET numbers; the type in the file follows from <typeparamref name="T"/>.</summary>
    /// <exception cref="ArgumentException">The number of values is not the product of the shape.</exception>
    public static TensorToWrite From<T>(string name, long[] shape, ReadOnlyMemory<T> values) where T : unmanaged =>
        new TensorToWrite(name, ArrayDTypes.For<T>(), shape, (_, stream, _) => stream.Write(MemoryMarshal.AsBytes(values.Span)))
            .Holding(values.Length * (long)Unsafe.SizeOf<T>(), nameof(values));

    /// <summary>
    /// A tensor of .NET numbers that a callback copies, for instance out of native memory. The writer lends it a buffer for the whole
    /// tensor, one for all tensors.
    /// </summary>
    public static TensorToWrite From<T>(string name, long[] shape, FillTensor<T> fill) where T : unmanaged =>
        FromBytes(name, ArrayDTypes.For<T>(), shape, bytes => fill(MemoryMarshal.Cast<byte, T>(bytes)));

    /// <summary>A tensor of singles in native memory, which must stay valid until the file is written; nothing is copied.</summary>
    public static unsafe TensorToWrite FromPointer(string name, long[] shape, float* values)
    {
        byte* bytes = (byte*)values;
        return new TensorToWrite(name, ArrayDType.Float32, shape, (tensor, stream, _) => WriteNative(stream, bytes, tensor.ByteLength));
    }

    /// <summary>A tensor of raw little-endian bytes, row-major.</summary>
    /// <exception cref="ArgumentException">The number of bytes does not fit the shape.</exception>
    public static TensorToWrite FromBytes(string name, ArrayDType dtype, long[] shape, ReadOnlyMemory<byte> bytes) =>
        new TensorToWrite(name, dtype, shape, (_, stream, _) => stream.Write(bytes.Span)).Holding(bytes.Length, nameof(bytes));

    /// <summary>A tensor of raw little-endian bytes that a callback fills; the buffer is aligned for vectors.</summary>
    public static TensorToWrite FromBytes(string name, ArrayDType dtype, long[] shape, FillTensor<byte> fill)
    {
        var result = new TensorToWrite(name, dtype, shape, (tensor, stream, buffer) =>
        {
            var bytes = buffer.Take((int)tensor.ByteLength);
            fill(bytes);
            stream.Write(bytes);
        });
        return result.ByteLength <= int.MaxValue
            ? result
            : throw new ArgumentException($"tensor '{name}' has {result.ByteLength} bytes, a callback can fill 2 GiB.", nameof(shape));
    }

    /// <summary>A tensor of an open file, bit for bit; the file must stay open until the new one is written.</summary>
    /// <param name="source">The tensor there.</param>
    /// <param name="newName">Its name in the new file; null keeps the old one.</param>
    public static TensorToWrite From(NamedArray source, string? newName = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new TensorToWrite(newName ?? source.Name, source.DType, source.Shape, (tensor, stream, buffer) =>
        {
            for (long start = 0; start < tensor.ByteLength; start += ChunkBytes)
            {
                var chunk = buffer.Take((int)Math.Min(ChunkBytes, tensor.ByteLength - start));
                source.CopyBytes(start, chunk);
                stream.Write(chunk);
            }
        });
    }

    internal void WriteTo(Stream stream, WriteBuffer buffer) => _write(this, stream, buffer);

    private static unsafe void WriteNative(Stream stream, byte* bytes, long length)
    {
        for (long start = 0; start < length; start += ChunkBytes)
            stream.Write(new ReadOnlySpan<byte>(bytes + start, (int)Math.Min(ChunkBytes, length - start)));
    }

    private TensorToWrite Holding(long found, string parameter) => found == ByteLength
        ? this
        : throw new ArgumentException(
            $"tensor '{Name}' of {DType} [{string.Join(", ", Shape)}] needs {ByteLength} bytes, not {found}.", parameter);

    /// <summary>Native memory lent to the callbacks, grown to the largest tensor and freed when the file is written.</summary>
    internal sealed unsafe class WriteBuffer : IDisposable
    {
        private const int Alignment = 64;
        private void* _memory;
        private int _length;

        internal Span<byte> Take(int length)
        {
            if (length > _length)
            {
                NativeMemory.AlignedFree(_memory);
                _memory = null;
                _length = 0;
                _memory = NativeMemory.AlignedAlloc((nuint)length, Alignment);
                _length = length;
            }

            return new Span<byte>(_memory, length);
        }

        public void Dispose()
        {
            NativeMemory.AlignedFree(_memory);
            _memory = null;
            _length = 0;
        }
    }
}
