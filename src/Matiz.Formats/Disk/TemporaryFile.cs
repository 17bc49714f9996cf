namespace Matiz.Formats.Disk;

/// <summary>The new file that takes the place of another when it is whole; held by the system's file lock while it is written.</summary>
internal sealed class TemporaryFile
{
    private const int CopyBytes = 1 << 20, MostTries = 100;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // A file that is about to be locked is young.
    private static readonly TimeSpan LeastAge = TimeSpan.FromMinutes(1);

    private readonly Destination _destination;
    private readonly string _path;
    private readonly bool _isCopied;

    private TemporaryFile(Destination destination, string path, FileStream stream, bool isCopied) =>
        (_destination, _path, Stream, _isCopied) = (destination, path, stream, isCopied);

    public FileStream Stream { get; }

    /// <summary>A new file, with mode and owner of the one that it replaces.</summary>
    public static TemporaryFile For(Destination destination)
    {
        RemoveLeftovers(destination.Folder, TemporaryName.PatternOf(destination.Path, TemporaryName.New), LeastAge);
        bool isCopied = destination.Route == WriteRoute.Copy;
        bool isBeside = true;
        var (path, stream) = Make(destination, ref isBeside);
        if (destination.Facts is { } facts && !isCopied) isCopied = !TryKeep(facts, path, stream);
        return new TemporaryFile(destination, path, stream, isCopied);
    }

    /// <summary>Flushes, and renames or copies.</summary>
    public void PutInPlace()
    {
        Stream.Flush(flushToDisk: true);
        PendingWrites.Place(_path, _isCopied ? CopyIntoPlace : Rename);
        Stream.Dispose();
    }

    /// <summary>Closes and deletes it.</summary>
    public void Remove()
    {
        try
        {
            Stream.Dispose();
        }
        catch (Exception exception) when (NamedStream.IsOfTheSystem(exception))
        {
            // It goes anyway.
        }

        try
        {
            File.Delete(_path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return;                                             // tried once more at the end of the process
        }

        PendingWrites.Forget(_path);
    }

    /// <summary>Removes what killed processes left under names that fit a pattern.</summary>
    public static void RemoveLeftovers(string folder, string pattern, TimeSpan leastAge)
    {
        try
        {
            if (!Directory.Exists(folder)) return;
            var search = new EnumerationOptions { AttributesToSkip = FileAttributes.None };
            foreach (var file in new DirectoryInfo(folder).EnumerateFiles(pattern, search).ToList())
            {
                if (TemporaryName.NameOf(file.Name, TemporaryName.New) is null || file.LinkTarget is not null) continue;
                if (DateTime.UtcNow - file.LastWriteTimeUtc >= leastAge) RemoveUnlessHeld(file.FullName);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What cannot be tidied up does no harm.
        }
    }

    private static void RemoveUnlessHeld(string path)
    {
        try
        {
            using (new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0))
            {
                if (!OperatingSystem.IsWindows()) File.Delete(path);
            }

            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A live process writes it.
        }
    }

    private static (string Path, FileStream Stream) Make(Destination destination, ref bool isBeside)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,                             // on Unix this takes the file lock
            BufferSize = AtomicFile.BufferSize,
        };
        // Never readable for more people than the old file, not even for a moment.
        if (destination.Facts is { } facts && !OperatingSystem.IsWindows()) options.UnixCreateMode = facts.Mode & OwnerOnly;
        for (int tries = 0; ; tries++)
        {
            string path = isBeside
                ? TemporaryName.Beside(destination.Path, TemporaryName.New)
                : TemporaryName.Elsewhere(destination.Path);
            try
            {
                return (path, PendingWrites.Begin(path, () => new FileStream(path, options)));
            }
            catch (IOException) when (tries < MostTries && File.Exists(path))
            {
                // Somebody has a file of this very name; the next one is another.
            }
            catch (Exception exception) when (isBeside && destination.Route == WriteRoute.Copy && IsRefusal(exception))
            {
                isBeside = false;
            }
            catch (UnauthorizedAccessException exception)
            {
                throw new FileWriteException(destination.Named, WriteFault.FolderProtected, exception);
            }
            catch (IOException exception)
            {
                throw FileWriteException.From(destination.Named, exception);
            }
        }
    }

    // False where the new file cannot be the owner's: then the old one is filled, and stays theirs.
    private static bool TryKeep(FileFacts facts, string path, FileStream stream)
    {
        if (OperatingSystem.IsWindows()) return true;
        if (FileFacts.Read(path) is { } own && (own.Owner != facts.Owner || own.Group != facts.Group)
            && !UnixFiles.TryGive(stream.SafeFileHandle, facts.Owner, facts.Group)) return false;
        File.SetUnixFileMode(stream.SafeFileHandle, facts.Mode);
        return true;
    }

    private static bool IsRefusal(Exception exception) => exception switch
    {
        UnauthorizedAccessException => true,
        IOException io => io.HResult is Errno.Busy or Errno.OtherDevice or Errno.ReadOnlyDisk,
        _ => false,
    };

    private void Rename()
    {
        if (OperatingSystem.IsWindows()) Stream.Dispose();      // elsewhere the lock is held until the name is changed
        try
        {
            File.Move(_path, _destination.Path, overwrite: true);
        }
        catch (Exception exception) when (_destination.Facts is not null && IsRefusal(exception) && Stream.CanRead)
        {
            // A file that is mounted as such, or in a folder like /tmp, cannot be replaced but can be filled.
            CopyIntoPlace();
        }
    }

    // What the file grows by comes first: a full disk is noticed while all of the old content is there.
    private void CopyIntoPlace()
    {
        using var target = new FileStream(
            _destination.Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        long before = target.Length, now = Stream.Length;
        try
        {
            Copy(target, before, now);
            target.Flush(flushToDisk: true);
        }
        catch
        {
            target.SetLength(before);
            throw;
        }

        Copy(target, 0, Math.Min(before, now));
        target.SetLength(now);
        target.Flush(flushToDisk: true);
        Stream.Dispose();
        File.Delete(_path);
    }

    private void Copy(FileStream target, long from, long to)
    {
        if (from >= to) return;
        var buffer = new byte[Math.Min(CopyBytes, to - from)];
        Stream.Position = target.Position = from;
        for (long left = to - from; left > 0;)
        {
            int read = Stream.Read(buffer, 0, (int)Math.Min(buffer.Length, left));
            if (read == 0) throw new EndOfStreamException();
            target.Write(buffer, 0, read);
            left -= read;
        }
    }
}
