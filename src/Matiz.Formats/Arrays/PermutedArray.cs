namespace Matiz.Formats.Arrays;

/// <summary>
/// An array with its axes in another order, as a framework that stores [inputs, outputs] is read by one that stores [outputs, inputs].
/// </summary>
internal sealed unsafe class PermutedArray : NamedArray
{
    private readonly NamedArray _source;
    private readonly long[] _strides;
    private readonly Lazy<byte[]>? _whole;      // of a source that does not lie in one piece

    /// <summary>Axis i of the result is axis <paramref name="axes"/>[i] of the source.</summary>
    public PermutedArray(NamedArray source, params ReadOnlySpan<int> axes)
        : base(source.Path, source.Name, source.DType, Permute(source.Shape, axes))
    {
        _source = source;
        _strides = Permute(StridedCopy.RowMajor(source.Shape), axes);
        if (source.Address is null && source.ByteLength > 0) _whole = new Lazy<byte[]>(ReadWhole);
    }

    internal override ArrayIdentity? Identity => _source.Identity is { } identity
        ? identity with { Layout = identity.Layout + " as " + ArrayIdentity.LayoutOf(Shape, _strides) }
        : null;

    private protected override void Read(long start, Span<byte> destination)
    {
        int size = DType.Bits() / 8;
        if (_whole is null)
        {
            StridedCopy.Copy(_source.Address, size, Shape, _strides, start / size, destination);
            GC.KeepAlive(_source);
            return;
        }

        fixed (byte* whole = _whole.Value) StridedCopy.Copy(whole, size, Shape, _strides, start / size, destination);
    }

    private static long[] Permute(long[] values, ReadOnlySpan<int> axes)
    {
        var result = new long[axes.Length];
        for (int i = 0; i < axes.Length; i++) result[i] = values[axes[i]];
        return result;
    }

    private byte[] ReadWhole()
    {
        if (ByteLength > Array.MaxLength)
        {
            throw new ArrayFileException(
                Path, $"tensor '{Name}' has {ByteLength} bytes in pieces, at most {Array.MaxLength} can be turned. Save it in one piece.");
        }

        byte[] bytes = new byte[ByteLength];
        _source.CopyBytes(0, bytes);
        return bytes;
    }
}
