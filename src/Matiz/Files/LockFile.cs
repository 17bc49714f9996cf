using System.Text;
using Matiz.Formats;

namespace Matiz.Files;

/// <summary>
/// A file that one process holds at a time. On one machine the system's lock on the file decides, so that the end of a process, however
/// it comes, frees it at once. On a disk that several machines share and whose locks do not reach all of them, the holder's heartbeat
/// decides: it writes the file every few seconds, and who has not done so for <see cref="StaleAfter"/> is gone.
/// </summary>
internal sealed class LockFile : IDisposable
{
    /// <summary>How long a holder on another machine may be silent.</summary>
    public static readonly TimeSpan StaleAfter = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    private readonly string _path;
    private readonly FileStream _stream;
    private readonly byte[] _content;
    private readonly Timer _timer;

    private LockFile(string path, FileStream stream, byte[] content)
    {
        (_path, _stream, _content) = (path, stream, content);
        _timer = new Timer(_ => Beat(), state: null, Heartbeat, Heartbeat);
    }

    /// <summary>Takes the lock if nobody has it.</summary>
    /// <param name="path">The file; made where it is not there.</param>
    /// <param name="mustBeNew">Give up where the file is there already, whoever left it.</param>
    /// <param name="holder">Who has it, as far as that is known, where null is returned.</param>
    /// <returns>The lock, until it is disposed; null where another process has it.</returns>
    /// <exception cref="IOException">The file cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static LockFile? TryTake(string path, bool mustBeNew, out LockHolder? holder)
    {
        path = Path.GetFullPath(path);
        while (true)
        {
            FileStream stream;
            try
            {
                stream = PendingWrites.Begin(path, () => Open(path, mustBeNew));
            }
            catch (IOException exception) when (IsTaken(exception, mustBeNew))
            {
                holder = HolderIn(path);
                return null;
            }

            if (Take(path, stream, out holder) is { } taken) return taken;
            if (holder is not null) return null;
        }
    }

    /// <summary>Who seems to hold a lock, without touching it; null where nobody does.</summary>
    public static LockHolder? Peek(string path) =>
        File.Exists(path) && IsFresh(path) && HolderIn(path) is { } holder && (!holder.IsOfThisMachine || IsAlive(holder.ProcessId))
            ? holder
            : null;

    /// <summary>Frees the lock and removes its file.</summary>
    public void Dispose()
    {
        using (var stopped = new ManualResetEvent(initialState: false))
        {
            if (_timer.Dispose(stopped)) stopped.WaitOne();
        }

        // Removed while it is held: who opened it before finds that it is gone, and makes a new one.
        bool isOurs = _content.Length == 0 || Same(_path, _content);
        if (!OperatingSystem.IsWindows() && isOurs) Remove(_path);
        _stream.Dispose();
        if (OperatingSystem.IsWindows() && isOurs) Remove(_path);
        PendingWrites.Forget(_path);
    }

    private static FileStream Open(string path, bool mustBeNew) => new(
        path,
        mustBeNew ? FileMode.CreateNew : FileMode.OpenOrCreate,
        FileAccess.ReadWrite,
        OperatingSystem.IsWindows() ? FileShare.Read : FileShare.None,
        bufferSize: 0);

    // Null without a holder: the file was removed while it was being taken; try again.
    private static LockFile? Take(string path, FileStream stream, out LockHolder? holder)
    {
        holder = HolderOf(stream) is { IsOfThisMachine: false } other && IsFresh(path) ? other : null;
        if (holder is null)
        {
            byte[] content = Write(stream);
            if (content.Length == 0 || OperatingSystem.IsWindows() || Same(path, content)) return new LockFile(path, stream, content);
        }

        stream.Dispose();
        PendingWrites.Forget(path);
        return null;
    }

    // On a full disk the lock holds all the same, but does not say whose it is.
    private static byte[] Write(FileStream stream)
    {
        try
        {
            byte[] content = Encoding.UTF8.GetBytes(LockHolder.ThisProcess().ToJson());
            stream.SetLength(0);
            RandomAccess.Write(stream.SafeFileHandle, content, fileOffset: 0);
            return content;
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static LockHolder? HolderOf(FileStream stream)
    {
        var buffer = new byte[4096];
        int count = RandomAccess.Read(stream.SafeFileHandle, buffer, fileOffset: 0);
        return LockHolder.Parse(buffer.AsSpan(0, count));
    }

    private static LockHolder? HolderIn(string path) => UnlockedFile.Read(path) is { } content ? LockHolder.Parse(content) : null;

    private static bool Same(string path, byte[] content) => UnlockedFile.Read(path) is { } found && found.AsSpan().SequenceEqual(content);

    private static bool IsFresh(string path) => DateTime.UtcNow - File.GetLastWriteTimeUtc(path) < StaleAfter;

    private static bool IsTaken(IOException exception, bool mustBeNew) =>
        exception.GetType() == typeof(IOException) && (exception.HResult switch
        {
            11 or 35 or unchecked((int)0x80070020) => true,                 // EWOULDBLOCK of Linux and macOS, ERROR_SHARING_VIOLATION
            17 or unchecked((int)0x80070050) => mustBeNew,                  // EEXIST, ERROR_FILE_EXISTS
            _ => false,
        });

    private static bool IsAlive(int processId)
    {
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (Exception exception) when (
            exception is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What is left says nothing to anybody once the process has ended.
        }
    }

    // Nothing is written once another machine has taken over, after a long sleep of this one.
    private void Beat()
    {
        try
        {
            var found = new byte[_content.Length];
            if (RandomAccess.Read(_stream.SafeFileHandle, found, fileOffset: 0) == found.Length && found.AsSpan().SequenceEqual(_content))
                RandomAccess.Write(_stream.SafeFileHandle, _content, fileOffset: 0);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or UnauthorizedAccessException)
        {
            // The next beat may find the disk again.
        }
    }
}
