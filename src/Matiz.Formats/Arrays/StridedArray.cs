using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Matiz.Formats.Arrays;

/// <summary>An array whose elements lie apart in mapped bytes: a transpose, a part of a larger array, one element shown often.</summary>
internal sealed unsafe class StridedArray : NamedArray
{
    private readonly MappedBytes _bytes;
    private readonly long _offset;
    private readonly long[] _strides;
    private readonly bool _isBigEndian;

    /// <summary>An array whose last element, as the caller has checked, lies within the bytes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">The name.</param>
    /// <param name="dtype">The element type, of whole bytes.</param>
    /// <param name="shape">The lengths of the axes.</param>
    /// <param name="strides">Steps along each axis in elements.</param>
    /// <param name="bytes">Where it lies.</param>
    /// <param name="offset">The byte of its first element.</param>
    /// <param name="isBigEndian">Whether elements lie with their highest byte first.</param>
    public StridedArray(
        string path, string name, ArrayDType dtype, long[] shape, long[] strides, MappedBytes bytes, long offset, bool isBigEndian = false)
        : base(path, name, dtype, shape) => (_bytes, _offset, _strides, _isBigEndian) = (bytes, offset, strides, isBigEndian);

    internal override ArrayIdentity? Identity => new(_bytes, _offset, DType, ArrayIdentity.LayoutOf(Shape, _strides));

    private protected override void Read(long start, Span<byte> destination)
    {
        int size = DType.Bits() / 8;
        StridedCopy.Copy(_bytes.Pointer(_offset, 0), size, Shape, _strides, start / size, destination);
        GC.KeepAlive(_bytes);
        if (!_isBigEndian) return;
        switch (size)
        {
            case 2: Swap(MemoryMarshal.Cast<byte, ushort>(destination), BinaryPrimitives.ReverseEndianness); break;
            case 4: Swap(MemoryMarshal.Cast<byte, uint>(destination), BinaryPrimitives.ReverseEndianness); break;
            case 8 when DType == ArrayDType.Complex64:
                Swap(MemoryMarshal.Cast<byte, uint>(destination), BinaryPrimitives.ReverseEndianness);
                break;
            case 8: Swap(MemoryMarshal.Cast<byte, ulong>(destination), BinaryPrimitives.ReverseEndianness); break;
            default: break;
        }
    }

    private static void Swap<T>(Span<T> values, Func<T, T> reverse)
    {
        for (int i = 0; i < values.Length; i++) values[i] = reverse(values[i]);
    }
}
