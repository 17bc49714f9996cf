using System.Text;
using Matiz.Formats.Disk;

namespace Matiz.Formats;

/// <summary>
/// Writes a file so that readers see the old one or the whole new one, never a part: the bytes go into a new file of a name of its own in
/// the same folder, are flushed to the disk, and the file is renamed over the old one. When writing fails, or ends without
/// <see cref="Commit"/>, the new file is removed and the old one is as it was. Links are followed; mode and owner of the old file are
/// kept. A file with several names (hard links), of another owner or in a folder of others stays the very file that it is: the new
/// content is copied into it when it is whole. Pipes, sockets, devices and descriptors (<c>/dev/stdout</c>) are written directly.
/// </summary>
public sealed class AtomicFile : IDisposable
{
    internal const int BufferSize = 1 << 16;

    private readonly Destination _destination;
    private readonly TemporaryFile? _temporary;                 // null: written directly
    private readonly Stream _stream;
    private bool _done;

    private AtomicFile(string path)
    {
        _destination = Destination.At(path);
        _temporary = _destination.Route == WriteRoute.Direct ? null : TemporaryFile.For(_destination);
        _stream = _temporary?.Stream ?? OpenDirectly();
        Stream = new NamedStream(path, _stream);
    }

    /// <summary>Where to write, from the beginning to the end; closed by <see cref="Commit"/> or <see cref="Dispose"/>.</summary>
    public Stream Stream { get; }

    /// <summary>Begins a file; the destination is untouched until <see cref="Commit"/>.</summary>
    /// <exception cref="FileWriteException">It may not be written, its folder does not exist, the disk is full, …</exception>
    public static AtomicFile Create(string path) => new(path);

    /// <summary>Checks what can be checked of a file to write before the work that fills it; nothing is made or opened.</summary>
    /// <exception cref="FileWriteException">It could not be written.</exception>
    public static void RequireWritable(string path) => Destination.At(path);

    /// <summary>Whether a name leads to a pipe, a socket, a device or a descriptor, which are written directly.</summary>
    public static bool IsDirect(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Descriptors.NumberIn(path) is not null || FileFacts.Read(path) is { Kind: not (FileKind.File or FileKind.Folder) };
    }

    /// <summary>Writes a file by a callback.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        using var file = Create(path);
        write(file.Stream);
        file.Commit();
    }

    /// <summary>Writes a file of bytes.</summary>
    public static void WriteAllBytes(string path, ReadOnlySpan<byte> bytes)
    {
        using var file = Create(path);
        file.Stream.Write(bytes);
        file.Commit();
    }

    /// <summary>Writes a file of text in UTF-8 without a mark.</summary>
    public static void WriteAllText(string path, string text) => WriteAllBytes(path, Encoding.UTF8.GetBytes(text));

    /// <summary>Flushes to the disk and puts the new file in the place of the old one.</summary>
    /// <exception cref="FileWriteException">The disk is full, or the destination cannot be replaced; the old file stays.</exception>
    /// <exception cref="OperationCanceledException">
    /// The process is ending (<see cref="PendingWrites.Close"/>); the old file stays.
    /// </exception>
    public void Commit()
    {
        ObjectDisposedException.ThrowIf(_done, this);
        try
        {
            if (_temporary is not null) _temporary.PutInPlace();
            else _stream.Dispose();
        }
        catch (Exception exception) when (NamedStream.IsOfTheSystem(exception))
        {
            throw FileWriteException.From(_destination.Named, exception);
        }

        _done = true;
    }

    /// <summary>Removes the new file unless <see cref="Commit"/> succeeded.</summary>
    public void Dispose()
    {
        if (_done) return;
        _done = true;
        try
        {
            _stream.Dispose();
        }
        catch (Exception exception) when (NamedStream.IsOfTheSystem(exception))
        {
            // A full disk refuses the last buffer as well; the first refusal is the one that the caller has.
        }

        _temporary?.Remove();
    }

    /// <summary>
    /// Removes what killed processes left of files in a folder: files of a name as only this class gives, which no live process holds.
    /// </summary>
    /// <param name="folder">The folder; one that does not exist has none.</param>
    /// <param name="leastAge">For how long nothing was written. Default 0: for a folder in which no other process writes.</param>
    public static void RemoveLeftovers(string folder, TimeSpan leastAge = default) => TemporaryFile.RemoveLeftovers(folder, "*", leastAge);

    private Stream OpenDirectly()
    {
        try
        {
            return _destination.OpenDirectly();
        }
        catch (Exception exception) when (NamedStream.IsOfTheSystem(exception))
        {
            throw FileWriteException.From(_destination.Named, exception);
        }
    }
}
