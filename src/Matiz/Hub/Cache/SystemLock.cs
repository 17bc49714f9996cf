using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Matiz.Hub.Cache;

/// <summary>What came of asking for the system's lock on a file.</summary>
internal enum LockAnswer
{
    /// <summary>It is ours.</summary>
    Taken,

    /// <summary>Someone else has it.</summary>
    Held,

    /// <summary>The disk has no locks.</summary>
    Unsupported,
}

/// <summary>
/// The system's lock on a file as Python's filelock takes it: <c>flock</c> on Unix, the first byte on Windows. It ends with its holder.
/// </summary>
internal static partial class SystemLock
{
    private const int Exclusive = 2, NoWait = 4;                                // LOCK_EX, LOCK_NB

    private static readonly ConcurrentDictionary<string, bool> Known = new(StringComparer.Ordinal);

    private static int WouldBlock => OperatingSystem.IsMacOS() ? 35 : 11;       // EWOULDBLOCK

    /// <summary>Opens a file, made where it is not there, and asks for its lock.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be opened.</exception>
    public static LockAnswer TryTake(string path, out FileStream? stream)
    {
        stream = null;
        FileStream opened;
        try
        {
            opened = new FileStream(
                path, FileMode.OpenOrCreate, FileAccess.ReadWrite,
                OperatingSystem.IsWindows() ? FileShare.ReadWrite | FileShare.Delete : FileShare.None, bufferSize: 0);
        }
        catch (IOException exception) when (IsHeld(exception))
        {
            return LockAnswer.Held;
        }

        var answer = OperatingSystem.IsWindows() ? TakeByte(opened) : TakeFile(opened);
        if (answer == LockAnswer.Taken) stream = opened;
        else opened.Dispose();
        return answer;
    }

    /// <summary>
    /// Whether locks hold in a folder: some network disks have none, and some grant one to everybody, which is worse. Tried once a process
    /// with a file that is removed again.
    /// </summary>
    public static bool WorksIn(string folder) => Known.GetOrAdd(Path.GetFullPath(folder), static folder =>
    {
        string path = Path.Combine(folder, ".try-" + Path.GetRandomFileName());
        try
        {
            if (TryTake(path, out var first) != LockAnswer.Taken) return false;
            using (first)
            {
                var second = TryTake(path, out var other);
                other?.Dispose();
                return second == LockAnswer.Held;
            }
        }
        finally
        {
            File.Delete(path);
        }
    });

    // .NET has asked for the same lock already, and passes in silence over disks that have none: asked again, the system says so.
    [UnsupportedOSPlatform("windows")]
    private static LockAnswer TakeFile(FileStream stream)
    {
        if (Flock(stream.SafeFileHandle, Exclusive | NoWait) == 0) return LockAnswer.Taken;
        return Marshal.GetLastPInvokeError() == WouldBlock ? LockAnswer.Held : LockAnswer.Unsupported;
    }

    [SupportedOSPlatform("windows")]
    private static LockAnswer TakeByte(FileStream stream)
    {
        try
        {
            stream.Lock(0, 1);
            return LockAnswer.Taken;
        }
        catch (IOException exception)
        {
            return IsHeld(exception) ? LockAnswer.Held : LockAnswer.Unsupported;
        }
    }

    // Windows: ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION.
    private static bool IsHeld(IOException exception) => OperatingSystem.IsWindows()
        ? (exception.HResult & 0xFFFF) is 0x20 or 0x21
        : exception.GetType() == typeof(IOException) && exception.HResult == WouldBlock;

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Flock(SafeHandle file, int operation);
}
