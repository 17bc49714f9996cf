using System.Text;

namespace Matiz.Formats;

/// <summary>
/// Writes a file so that readers see the old one or the whole new one, never a part: the bytes go into <c>NAME.tmp</c> in the same
/// folder, are flushed to the disk, and the file is renamed over the old one. When writing fails, or ends without
/// <see cref="Commit"/>, the temporary file is removed and the old file is as it was. A file left by a killed process is
/// overwritten by the next write. Devices (<c>/dev/null</c>, <c>/dev/stdout</c>) are written directly.
/// </summary>
public sealed class AtomicFile : IDisposable
{
    private readonly string _path;
    private readonly string _temporary;
    private readonly FileStream _stream;
    private bool _done;

    private AtomicFile(string path)
    {
        _path = Path.GetFullPath(path);
        _temporary = IsDevice(_path) ? _path : _path + ".tmp";
        _stream = ReferenceEquals(_temporary, _path) ? Open(_path) : PendingWrites.Begin(_temporary, () => Open(_temporary));
    }

    /// <summary>Where to write; closed by <see cref="Commit"/> or <see cref="Dispose"/>.</summary>
    public Stream Stream => _stream;

    /// <summary>Begins a file; the destination is untouched until <see cref="Commit"/>.</summary>
    /// <exception cref="IOException">The folder does not exist or cannot be written, or another process writes the same file.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static AtomicFile Create(string path) => new(path);

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
    /// <exception cref="IOException">The disk is full, or the destination cannot be replaced; the old file stays.</exception>
    /// <exception cref="OperationCanceledException">The process is ending (<see cref="PendingWrites.Close"/>); the old file stays.</exception>
    public void Commit()
    {
        ObjectDisposedException.ThrowIf(_done, this);
        bool isDevice = ReferenceEquals(_temporary, _path);
        _stream.Flush(flushToDisk: !isDevice);
        _stream.Dispose();
        if (!isDevice) PendingWrites.Place(_temporary, () => File.Move(_temporary, _path, overwrite: true));
        _done = true;
    }

    /// <summary>Removes the temporary file unless <see cref="Commit"/> succeeded.</summary>
    public void Dispose()
    {
        if (_done) return;
        _done = true;
        try
        {
            _stream.Dispose();
        }
        catch (IOException)
        {
            // A full disk refuses the last buffer as well; the first refusal is the one that the caller has.
        }

        if (ReferenceEquals(_temporary, _path)) return;
        File.Delete(_temporary);
        PendingWrites.Forget(_temporary);
    }

    private static FileStream Open(string path) => new(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 16);

    private static bool IsDevice(string path) =>
        !OperatingSystem.IsWindows() && path.StartsWith("/dev/", StringComparison.Ordinal) &&
        !path.StartsWith("/dev/shm/", StringComparison.Ordinal);
}
