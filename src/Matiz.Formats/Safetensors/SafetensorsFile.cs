using Matiz.Formats.Arrays;

namespace Matiz.Formats.Safetensors;

/// <summary>
/// A safetensors file, open for reading: tensors by name, their bytes straight from the mapped file, or converted to singles.
/// Everything the header says is checked when the file is opened, so that reading a tensor cannot leave the file.
/// </summary>
/// <remarks>
/// Several threads may read at the same time; spans from <see cref="Bytes"/> end with <see cref="Dispose"/>. While a file is open it may be
/// replaced by a rename (as <see cref="AtomicFile"/> does), but must not be cut or overwritten in place. Format:
/// github.com/huggingface/safetensors.
/// </remarks>
public sealed class SafetensorsFile : ArrayFile
{
    private readonly MappedBytes _bytes;
    private readonly SafetensorsHeader _header;

    private SafetensorsFile(string path, MappedBytes bytes)
        : base(path)
    {
        _bytes = bytes;
        try
        {
            _header = SafetensorsHeader.Read(path, bytes);
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    /// <summary>The tensors in the order of their data.</summary>
    public IReadOnlyList<SafetensorsTensor> Tensors => _header.Tensors;

    /// <inheritdoc/>
    public override IReadOnlyList<NamedArray> Arrays => Tensors;

    /// <summary>The free texts of the file, such as <c>format</c> = <c>pt</c>; empty when there are none.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _header.Metadata;

    /// <summary>What the header says of a tensor.</summary>
    /// <exception cref="SafetensorsException">The file has no tensor of that name.</exception>
    public SafetensorsTensor this[string name] => TryGet(name, out var tensor)
        ? tensor
        : throw new SafetensorsException(
            Path, $"there is no tensor '{name}' among the {Tensors.Count} of the file. Does the file belong to this model?", name);

    /// <summary>Maps a file into memory and checks its header.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="SafetensorsException">The file breaks the format.</exception>
    public static SafetensorsFile Open(string path) => Open(path, MappedBytes.Open(path));

    /// <summary>Reads from a buffer, which is pinned and not copied; it must not change meanwhile.</summary>
    /// <param name="name">Stands for the path in messages.</param>
    /// <param name="bytes">The whole file.</param>
    /// <exception cref="SafetensorsException">The bytes break the format.</exception>
    public static SafetensorsFile Open(string name, ReadOnlyMemory<byte> bytes) => Open(name, MappedBytes.Over(bytes));

    /// <summary>Reads from an unmanaged stream, such as an embedded resource, from its position on, without copying it.</summary>
    /// <param name="name">Stands for the path in messages.</param>
    /// <param name="stream">The whole file; must not be closed meanwhile.</param>
    /// <exception cref="SafetensorsException">The bytes break the format.</exception>
    public static SafetensorsFile Open(string name, UnmanagedMemoryStream stream) => Open(name, MappedBytes.Over(stream));

    /// <summary>Reads from bytes, which are closed with the file, or at once where they break the format.</summary>
    internal static SafetensorsFile Open(string path, MappedBytes bytes) => new(path, bytes);

    /// <summary>Looks a tensor up; false when the file has none of that name.</summary>
    public bool TryGet(string name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out SafetensorsTensor? tensor) =>
        _header.ByName.TryGetValue(name, out tensor);

    /// <summary>The raw little-endian bytes of a tensor, row-major; valid until <see cref="Dispose"/>.</summary>
    /// <exception cref="SafetensorsException">There is no such tensor, or it has more than 2 GiB: take <see cref="CopyBytes"/>.</exception>
    public ReadOnlySpan<byte> Bytes(string name)
    {
        var tensor = this[name];
        if (tensor.ByteLength > int.MaxValue)
        {
            SafetensorsException.ThrowTensor(
                Path, name, $"has {tensor.ByteLength} bytes, more than one span can hold: read it in parts with {nameof(CopyBytes)}.");
        }

        return _bytes.Span(tensor.Offset, (int)tensor.ByteLength);
    }

    /// <summary>Copies a part of a tensor's raw bytes.</summary>
    /// <param name="name">The tensor.</param>
    /// <param name="start">The first byte, counted from the tensor's own beginning.</param>
    /// <param name="destination">Filled wholly.</param>
    /// <exception cref="SafetensorsException">There is no such tensor.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The part leaves the tensor.</exception>
    public void CopyBytes(string name, long start, Span<byte> destination) => this[name].CopyBytes(start, destination);

    /// <summary>Converts a whole tensor to singles, on all cores when it is large.</summary>
    /// <param name="name">The tensor; booleans, integers, F16, BF16, F32 and F64 convert.</param>
    /// <param name="destination">As many singles as the tensor has elements.</param>
    /// <exception cref="SafetensorsException">There is no such tensor, or its type has no conversion.</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length.</exception>
    public void ReadFloats(string name, Span<float> destination)
    {
        var tensor = this[name];
        if (destination.Length != tensor.ElementCount)
        {
            throw new ArgumentException(
                $"tensor '{name}' of {Path} has {tensor.ElementCount} elements, the destination {destination.Length}.",
                nameof(destination));
        }

        tensor.ReadFloats(0, destination);
    }

    /// <summary>Converts a part of a tensor to singles.</summary>
    /// <param name="name">The tensor.</param>
    /// <param name="start">The first element, in row-major order.</param>
    /// <param name="destination">Filled wholly.</param>
    /// <exception cref="SafetensorsException">There is no such tensor, or its type has no conversion.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The part leaves the tensor.</exception>
    public void ReadFloats(string name, long start, Span<float> destination) => this[name].ReadFloats(start, destination);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _bytes.Dispose();
}
