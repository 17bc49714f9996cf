namespace Matiz.Formats.Arrays;

/// <summary>An array whose bytes, row-major and little-endian, lie in several pieces of mapped bytes.</summary>
internal sealed class PiecedArray : NamedArray
{
    private readonly MappedBytes _bytes;
    private readonly (long Offset, long Length)[] _pieces;

    /// <summary>An array of pieces within the bytes, whose lengths add up to that of the array.</summary>
    public PiecedArray(
        string path, string name, ArrayDType dtype, long[] shape, MappedBytes bytes, params (long Offset, long Length)[] pieces)
        : base(path, name, dtype, shape) => (_bytes, _pieces) = (bytes, pieces);

    private protected override void Read(long start, Span<byte> destination)
    {
        foreach (var (offset, length) in _pieces)
        {
            if (destination.IsEmpty) return;
            if (start >= length)
            {
                start -= length;
                continue;
            }

            int count = (int)Math.Min(destination.Length, length - start);
            _bytes.Span(offset + start, count).CopyTo(destination);
            destination = destination[count..];
            start = 0;
        }
    }
}
