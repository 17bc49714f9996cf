using Matiz.Formats.Disk;

namespace Matiz.Formats;

/// <summary>
/// Writes a folder so that it appears whole: its files go into a new folder of a name of its own beside it, are flushed to the disk, and
/// the folder is renamed. When writing fails, the new folder is removed and an old one is as it was.
/// </summary>
public static class AtomicFolder
{
    // Held while a folder is written; a folder with a lock that nobody holds was left by a killed process.
    private const string LockName = ".matiz-lock";

    private static readonly TimeSpan LeastAge = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Writes a folder by a callback that is given the temporary folder to fill. An old folder of the same name is replaced as a whole: it
    /// is first renamed, and removed when the new one is in its place. What a killed process left of this folder is tidied up first: an
    /// old folder whose successor never arrived is put back, half ones are removed. A link is followed.
    /// </summary>
    /// <param name="path">The folder to make; its parent is created if absent.</param>
    /// <param name="write">Fills the folder it is given.</param>
    /// <exception cref="FileWriteException">The disk is full or the place cannot be written.</exception>
    /// <exception cref="IOException">A file has this name.</exception>
    public static void Write(string path, Action<string> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        string target = RealPath.Resolve(Path.TrimEndingDirectorySeparator(path));
        if (File.Exists(target)) throw new IOException($"'{target}' is a file, a folder was to be written there: choose another name.");
        string parent = Path.GetDirectoryName(target) ?? target, temporary = TemporaryName.Beside(target, TemporaryName.New);
        string stem = TemporaryName.Stem(target);
        Recover(
            parent, TemporaryName.PatternOf(target, "*"), name => string.Equals(name, stem, StringComparison.Ordinal) ? target : null,
            LeastAge);
        try
        {
            WriteBeside(target, temporary, write);
        }
        catch (Exception exception)
        {
            if (Directory.Exists(temporary)) Directory.Delete(temporary, recursive: true);
            PendingWrites.Forget(temporary);
            if (exception is not FileWriteException && NamedStream.IsOfTheSystem(exception)) throw FileWriteException.From(path, exception);
            throw;
        }
    }

    /// <summary>Removes a folder so that a killed process leaves nothing half under its name: it is renamed first.</summary>
    public static void Delete(string path)
    {
        string target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)),
        doomed = TemporaryName.Beside(target, TemporaryName.Gone);
        Directory.Move(target, doomed);
        Directory.Delete(doomed, recursive: true);
    }

    /// <summary>
    /// Tidies up after killed processes in a folder in which no other process writes: folders that they were about to replace are put back
    /// where their successor never arrived; half ones, and those that were being removed, are deleted. Only names that this class gives
    /// count.
    /// </summary>
    /// <param name="folder">Where to look; one that does not exist has nothing.</param>
    /// <param name="isExpected">Whether a folder of this name may have been written there.</param>
    public static void Recover(string folder, Func<string, bool> isExpected)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(isExpected);
        Recover(folder, "*", name => isExpected(name) ? Path.Combine(folder, name) : null, TimeSpan.Zero);
    }

    /// <summary>Makes a folder, and those above it, where they are not there; a link is followed.</summary>
    /// <exception cref="FileWriteException">It cannot be made.</exception>
    /// <exception cref="OperationCanceledException">
    /// The process is ending (<see cref="PendingWrites.Close"/>); nothing was made.
    /// </exception>
    public static void Make(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string real = RealPath.Resolve(path);
        try
        {
            PendingWrites.Make(() => Directory.CreateDirectory(real));
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new FileWriteException(path, WriteFault.FolderProtected, exception);
        }
        catch (IOException exception)
        {
            var fault = File.Exists(real) ? WriteFault.NotAFolder : FileWriteException.From(path, exception).Fault;
            throw new FileWriteException(path, fault is WriteFault.CameBetween ? WriteFault.Other : fault, exception);
        }
    }

    /// <summary>
    /// Checks that a folder could be made, or that files can be made in it, before the work that fills it; nothing is made.
    /// </summary>
    /// <exception cref="FileWriteException">It could not be written.</exception>
    public static void RequireWritable(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        for (string? folder = RealPath.Resolve(path); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            int error = FileFacts.Read(folder, followsLinks: true, out var facts);
            if (error == Errno.NoEntry) continue;
            if (error == Errno.AccessDenied) throw new FileWriteException(path, WriteFault.FolderProtected);
            if (error != 0) throw new FileWriteException(path, FileWriteException.FaultOf(error));
            if (facts.Kind != FileKind.Folder) throw new FileWriteException(path, WriteFault.NotAFolder);
            Destination.RequireWriteAccess(path, folder, WriteFault.FolderProtected);
            return;
        }
    }

    private static void WriteBeside(string target, string temporary, Action<string> write)
    {
        PendingWrites.Begin(temporary, () => Directory.CreateDirectory(temporary));
        string held = Path.Combine(temporary, LockName);
        using (new FileStream(held, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0))
        {
            write(temporary);
            foreach (string file in Directory.EnumerateFiles(temporary, "*", SearchOption.AllDirectories))
            {
                if (!string.Equals(file, held, StringComparison.Ordinal)) FlushToDisk(file);
            }
        }

        File.Delete(held);
        PendingWrites.Place(temporary, () => Replace(target, temporary));
    }

    private static void Recover(string parent, string pattern, Func<string, string?> targetOf, TimeSpan leastAge)
    {
        if (!Directory.Exists(parent)) return;
        var search = new EnumerationOptions { AttributesToSkip = FileAttributes.None };
        foreach (string found in Directory.EnumerateDirectories(parent, pattern, search).Order(StringComparer.Ordinal).ToList())
        {
            string? old = TargetOf(TemporaryName.Old), gone = TargetOf(TemporaryName.Gone), half = TargetOf(TemporaryName.New);
            if (old is not null && !Directory.Exists(old)) Directory.Move(found, old);
            else if (old is not null || gone is not null || (half is not null && IsLeft(found, leastAge)))
                Directory.Delete(found, recursive: true);

            string? TargetOf(string kind) => TemporaryName.NameOf(found, kind) is { } name ? targetOf(name) : null;
        }
    }

    // Without a lock it is about to be locked, or to be put in its place; or it was killed just then.
    private static bool IsLeft(string temporary, TimeSpan leastAge)
    {
        string held = Path.Combine(temporary, LockName);
        if (!File.Exists(held)) return DateTime.UtcNow - Directory.GetLastWriteTimeUtc(temporary) >= leastAge;
        try
        {
            new FileStream(held, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0).Dispose();
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void Replace(string target, string temporary)
    {
        if (!Directory.Exists(target))
        {
            Directory.Move(temporary, target);
            return;
        }

        string old = TemporaryName.Beside(target, TemporaryName.Old);
        Directory.Move(target, old);
        try
        {
            Directory.Move(temporary, target);
        }
        catch
        {
            Directory.Move(old, target);
            throw;
        }

        Directory.Delete(old, recursive: true);
    }

    private static void FlushToDisk(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        stream.Flush(flushToDisk: true);
    }
}
