using System.Buffers;
using System.IO.MemoryMappedFiles;

namespace Matiz.Formats;

/// <summary>
/// Bytes at a fixed address: a file mapped into memory, a pinned buffer, or an unmanaged stream such as an embedded resource.
/// Nothing is copied. Lengths are 64-bit; spans are cut from it in parts of at most 2 GiB.
/// </summary>
internal sealed unsafe class MappedBytes : IDisposable
{
    private readonly byte* _start;
    private readonly object? _keepAlive;
    private MemoryMappedViewAccessor? _view;
    private MemoryHandle _pin;
    private bool _disposed;

    private MappedBytes(byte* start, long length, object? keepAlive)
    {
        _start = start;
        Length = length;
        _keepAlive = keepAlive;
    }

    internal long Length { get; }

    /// <summary>Maps a file for reading. Its later replacement by a rename does not disturb the map.</summary>
    internal static MappedBytes Open(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        if (stream.Length == 0) return new MappedBytes(null, 0, null);   // an empty file cannot be mapped
        using var file = MemoryMappedFile.CreateFromFile(
            stream, mapName: null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        var view = file.CreateViewAccessor(0, stream.Length, MemoryMappedFileAccess.Read);
        byte* pointer = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        return new MappedBytes(pointer + view.PointerOffset, stream.Length, null) { _view = view };
    }

    /// <summary>Pins a buffer until disposal.</summary>
    internal static MappedBytes Over(ReadOnlyMemory<byte> bytes)
    {
        var pin = bytes.Pin();
        return new MappedBytes((byte*)pin.Pointer, bytes.Length, null) { _pin = pin };
    }

    /// <summary>The bytes of an unmanaged stream from its position to its end; the stream is kept alive, and not closed.</summary>
    internal static MappedBytes Over(UnmanagedMemoryStream stream) =>
        new(stream.PositionPointer, stream.Length - stream.Position, stream);

    /// <summary>The address of a range.</summary>
    /// <exception cref="ObjectDisposedException">Already closed.</exception>
    internal byte* Pointer(long offset, long length)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (offset < 0 || length < 0 || offset > Length - length) throw new ArgumentOutOfRangeException(nameof(offset));
        return _start + offset;
    }

    /// <summary>A range as a span; valid until disposal.</summary>
    internal ReadOnlySpan<byte> Span(long offset, int length) => new(Pointer(offset, length), length);

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _view?.SafeMemoryMappedViewHandle.ReleasePointer();
        _view?.Dispose();
        _pin.Dispose();
        GC.KeepAlive(_keepAlive);
    }
}
