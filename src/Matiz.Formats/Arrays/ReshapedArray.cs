namespace Matiz.Formats.Arrays;

/// <summary>The same numbers under another shape of as many elements.</summary>
internal sealed unsafe class ReshapedArray(NamedArray source, params long[] shape)
    : NamedArray(source.Path, source.Name, source.DType, shape)
{
    internal override byte* Address => source.Address;

    private protected override void Read(long start, Span<byte> destination) => source.CopyBytes(start, destination);
}
