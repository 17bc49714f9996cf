using Matiz.Formats.Arrays;

namespace Matiz.Formats.Flax;

/// <summary>
/// A file of Flax (<c>flax_model.msgpack</c>), open for reading: maps of maps of arrays. An array's name is the keys that lead to it, with
/// slashes between; the bytes stay mapped.
/// </summary>
internal sealed class FlaxFile : ArrayFile
{
    private readonly MappedBytes _bytes;

    private FlaxFile(string path, MappedBytes bytes)
        : base(path)
    {
        _bytes = bytes;
        try
        {
            if (Lookalikes.Reason(bytes.Span(0, (int)Math.Min(bytes.Length, 1024)), "Flax's msgpack") is { } reason)
                throw new FlaxException(path, reason);
            Arrays = FlaxTree.Read(path, bytes);
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    public override IReadOnlyList<NamedArray> Arrays { get; }

    /// <summary>Reads from bytes, which are closed with the file, or at once where they break the format.</summary>
    /// <exception cref="ArrayFileException">They break the format.</exception>
    public static FlaxFile Open(string path, MappedBytes bytes) => new(path, bytes);

    protected override void Dispose(bool disposing) => _bytes.Dispose();
}
