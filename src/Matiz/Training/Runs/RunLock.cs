using Matiz.Files;
using Matiz.Formats;
using Matiz.Formats.Disk;

namespace Matiz.Training;

/// <summary>
/// Keeps a run folder for one run: while a process holds it, no other one trains there. On one machine the system's file lock on
/// <c>run.lock</c> decides, which a killed process loses at once; on a shared disk a heartbeat does, which is stale after a minute.
/// Whoever only reads a run needs no lock.
/// </summary>
/// <example>
/// <code>
/// using var held = RunLock.Take("emotion");
/// var folder = RunFolder.Begin(held.Folder, overwrite: true);
/// </code>
/// </example>
public sealed class RunLock : IDisposable
{
    /// <summary>The lock's file in a run folder; of no meaning once its process has ended.</summary>
    public const string FileName = "run.lock";

    private readonly LockFile _lock;
    private readonly IReadOnlyList<string> _made;               // folders that were made for it, the deepest first

    private RunLock(string folder, LockFile held, IReadOnlyList<string> made) => (Folder, _lock, _made) = (folder, held, made);

    /// <summary>The run folder, as it was named.</summary>
    public string Folder { get; }

    /// <summary>Takes a folder for a run; it is made if absent.</summary>
    /// <exception cref="TrainingException">Another run is at work there; the message says which process.</exception>
    /// <exception cref="IOException">The folder cannot be made or written.</exception>
    public static RunLock Take(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return TryTake(folder, mustBeNew: false, out var holder)
            ?? throw new TrainingException(
                $"{folder}: another run is at work in this folder: {holder?.ToString() ?? "its process is not known"}. "
                + "A folder in which no other run works was expected. Wait until it has ended, or name another folder.");
    }

    /// <summary>
    /// Takes the first of <c>PARENT/NAME-1</c>, <c>PARENT/NAME-2</c>, … that does not exist; two processes never get the same.
    /// </summary>
    /// <exception cref="IOException">The folder cannot be made or written.</exception>
    public static RunLock TakeNextFree(string parent, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(parent);
        ArgumentException.ThrowIfNullOrEmpty(name);
        for (int number = 1; ; number++)
        {
            // Two may see that it is free, and both make it; the lock's file is made by one.
            string folder = RunFolder.Numbered(parent, name, number);
            if (Directory.Exists(folder) || File.Exists(folder) || TryTake(folder, mustBeNew: true, out _) is not { } taken) continue;
            if (RunFolder.IsEmpty(folder)) return taken;
            taken.Dispose();
        }
    }

    /// <summary>Who is at work in a run folder, in words; null where nobody is, as far as its lock's file says.</summary>
    public static string? HolderOf(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return LockFile.Peek(Path.Combine(folder, FileName))?.ToString();
    }

    /// <summary>Frees the folder; it is removed where it was made for the lock and nothing was written into it.</summary>
    public void Dispose()
    {
        _lock.Dispose();
        Remove(_made);
    }

    private static RunLock? TryTake(string folder, bool mustBeNew, out LockHolder? holder)
    {
        AtomicFolder.RequireWritable(folder);
        string file = Path.Combine(folder, FileName);
        if (new FileInfo(file).LinkTarget is { } target)
        {
            throw new TrainingException(
                $"{file}: this is a link to '{target}'. A lock is a plain file, and what a link leads to would be overwritten. "
                    + "Remove the link.");
        }

        var made = Missing(folder);
        foreach (string path in made.AsEnumerable().Reverse()) PendingWrites.NoteFolder(path);
        while (true)
        {
            try
            {
                AtomicFolder.Make(folder);
                if (LockFile.TryTake(file, mustBeNew, out holder) is { } held) return new RunLock(folder, held, made);
                Remove(made);
                return null;
            }
            catch (DirectoryNotFoundException)
            {
                // Another process made it too, wrote nothing and removed it.
            }
            catch
            {
                Remove(made);
                throw;
            }
        }
    }

    // As far as they are empty.
    private static void Remove(IReadOnlyList<string> made)
    {
        foreach (string folder in made)
        {
            PendingWrites.Forget(folder);
            try
            {
                Directory.Delete(folder);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // It holds something, and so do those above it.
            }
        }
    }

    // Without links: one that promises a folder is the user's, and stays.
    private static List<string> Missing(string folder)
    {
        var missing = new List<string>();
        for (string? path = RealPath.Resolve(Path.TrimEndingDirectorySeparator(folder)); path is not null
            && !Directory.Exists(path); path = Path.GetDirectoryName(path))
            missing.Add(path);
        return missing;
    }
}
