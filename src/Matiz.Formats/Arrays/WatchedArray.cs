namespace Matiz.Formats.Arrays;

/// <summary>An array that tells how much of it is read.</summary>
internal sealed class WatchedArray(NamedArray source, Action<long> read)
    : NamedArray(source.Path, source.Name, source.DType, source.Shape)
{
    internal override ArrayIdentity? Identity => source.Identity;

    private protected override void Read(long start, Span<byte> destination)
    {
        source.CopyBytes(start, destination);
        read(destination.Length);
    }
}
