namespace Matiz.Formats.Arrays;

/// <summary>An array whose bytes lie in one piece, row-major and little-endian, in mapped or pinned bytes.</summary>
public unsafe class MappedArray : NamedArray
{
    private readonly MappedBytes _bytes;

    /// <summary>An array at a place of the bytes, whose length the caller has checked.</summary>
    internal MappedArray(string path, string name, ArrayDType dtype, long[] shape, MappedBytes bytes, long offset)
        : base(path, name, dtype, shape) => (_bytes, Offset) = (bytes, offset);

    /// <summary>The first byte of the data, from the start of the file.</summary>
    public long Offset { get; }

    internal override ArrayIdentity? Identity =>
        new(_bytes, Offset, DType, ArrayIdentity.LayoutOf(Shape, StridedCopy.RowMajor(Shape)));

    internal override byte* Address => _bytes.Pointer(Offset, ByteLength);
}
