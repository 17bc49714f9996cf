using Matiz.Formats.Disk;

namespace Matiz.Hub.Cache;

/// <summary>
/// The lock of one blob, the very one that Python's client takes, so that both can fill a cache at the same time: whoever holds it owns
/// the blob's <c>.incomplete</c>. The end of a process frees it. The file stays behind, empty, as Python leaves it: were it removed, those
/// who wait for it would hold locks on different files.
/// </summary>
internal sealed class CacheLock : IDisposable
{
    /// <summary>How long a lock is waited for whose holder cannot be asked whether it is alive.</summary>
    public static readonly TimeSpan MarkerPatience = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(5), LongestPause = TimeSpan.FromMilliseconds(100);

    private readonly FileStream? _stream;
    private readonly string? _marker;

    private CacheLock(FileStream? stream, string? marker) => (_stream, _marker) = (stream, marker);

    /// <summary>Takes the lock if nobody has it, not even another thread.</summary>
    /// <param name="path">The lock's file; its folder is made.</param>
    /// <returns>The lock, until it is disposed; null where somebody has it.</returns>
    /// <exception cref="IOException">The file cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static CacheLock? TryTake(string path) => TryTake(path, HasSystemLocks(path), out _);

    /// <summary>Takes the lock, however long its holder works.</summary>
    /// <param name="path">The lock's file; its folder is made.</param>
    /// <param name="waiting">Called once where it has to be waited for.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="HubException">
    /// The disk has no locks, and a holder on another machine did not let go within <see cref="MarkerPatience"/>.
    /// </exception>
    /// <exception cref="IOException">The file cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static Task<CacheLock> TakeAsync(string path, Action? waiting, CancellationToken cancellation) =>
        TakeAsync(path, HasSystemLocks(path), MarkerPatience, waiting, cancellation);

    internal static async Task<CacheLock> TakeAsync(
        string path, bool hasSystemLocks, TimeSpan patience, Action? waiting, CancellationToken cancellation)
    {
        var begin = TimeProvider.System.GetTimestamp();
        for (var pause = FirstPause; ;)
        {
            if (TryTake(path, hasSystemLocks, out var holder) is { } taken) return taken;
            if (pause == FirstPause) waiting?.Invoke();
            bool mayBeGone = !hasSystemLocks && holder is not { IsOfThisMachine: true };
            if (mayBeGone && TimeProvider.System.GetElapsedTime(begin) >= patience) throw Stuck(path, holder, patience);
            await Task.Delay(pause, cancellation).ConfigureAwait(false);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    internal static CacheLock? TryTake(string path, bool hasSystemLocks, out MarkerHolder? holder)
    {
        holder = null;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (!hasSystemLocks) return MarkerLock.TryTake(path, out holder) ? new CacheLock(stream: null, path) : null;
        while (SystemLock.TryTake(path, out var stream) == LockAnswer.Taken)
        {
            if (IsStill(path, stream!)) return new CacheLock(stream, marker: null);
            stream!.Dispose();
        }

        return null;
    }

    /// <summary>Frees it.</summary>
    public void Dispose()
    {
        _stream?.Dispose();
        if (_marker is not null) File.Delete(_marker);
    }

    private static bool HasSystemLocks(string path)
    {
        string folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        return SystemLock.WorksIn(folder);
    }

    // Somebody who cleans the cache may have removed the file before it was locked; the lock of a file without a name keeps nobody out.
    private static bool IsStill(string path, FileStream stream)
    {
        if (OperatingSystem.IsWindows()) return true;
        var held = FileFacts.Read($"/dev/fd/{stream.SafeFileHandle.DangerousGetHandle()}");
        return held is null || FileFacts.Read(path)?.Identity == held.Value.Identity;
    }

    private static HubException Stuck(string path, MarkerHolder? holder, TimeSpan patience) => new(
        HubFault.Cache,
        $"{path}: {holder?.ToString() ?? "another program"} holds this lock for more than {patience.TotalSeconds:0} s, and this disk has "
            + "no locks that end with their program. A lock that is free was expected. Wait for that program, or remove the file if it "
            + "does not run any more.");
}
