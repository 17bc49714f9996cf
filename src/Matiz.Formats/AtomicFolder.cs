namespace Matiz.Formats;

/// <summary>
/// Writes a folder so that it appears whole: its files go into <c>NAME.tmp</c> beside it, are flushed to the disk, and the folder is
/// renamed. When writing fails, the temporary folder is removed and an old folder is as it was.
/// </summary>
public static class AtomicFolder
{
    /// <summary>
    /// Writes a folder by a callback that is given the temporary folder to fill. An old folder of the same name is replaced as a whole:
    /// it is first renamed to <c>NAME.old</c>, and removed when the new one is in its place. What a killed process left under either
    /// name is removed first, except that an <c>.old</c> folder whose successor never arrived is put back.
    /// </summary>
    /// <param name="path">The folder to make; its parent is created if absent.</param>
    /// <param name="write">Fills the folder it is given.</param>
    /// <exception cref="IOException">The disk is full or the place cannot be written.</exception>
    public static void Write(string path, Action<string> write)
    {
        string target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        string temporary = target + ".tmp", old = target + ".old";
        if (File.Exists(target)) throw new IOException($"'{target}' is a file, a folder is to be written there: choose another name.");
        RemoveLeftovers(target, temporary, old);
        PendingWrites.Begin(temporary, () => Directory.CreateDirectory(temporary));
        try
        {
            write(temporary);
            foreach (string file in Directory.EnumerateFiles(temporary, "*", SearchOption.AllDirectories)) FlushToDisk(file);
            PendingWrites.Place(temporary, () => Replace(target, temporary, old));
        }
        catch
        {
            if (Directory.Exists(temporary)) Directory.Delete(temporary, recursive: true);
            PendingWrites.Forget(temporary);
            throw;
        }
    }

    private static void RemoveLeftovers(string target, string temporary, string old)
    {
        if (Directory.Exists(temporary)) Directory.Delete(temporary, recursive: true);
        if (!Directory.Exists(old)) return;
        if (Directory.Exists(target)) Directory.Delete(old, recursive: true);
        else Directory.Move(old, target);
    }

    private static void Replace(string target, string temporary, string old)
    {
        if (!Directory.Exists(target))
        {
            Directory.Move(temporary, target);
            return;
        }

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
