using System.Collections.Concurrent;
using Matiz.Formats.Disk;

namespace Matiz.Hub.Cache;

/// <summary>
/// How a name of a snapshot comes to its content: by a relative link to the blob, so that the cache can be moved; where links cannot be
/// made or are not wanted, a new file is moved into the snapshot and an old blob copied, as Python does.
/// </summary>
internal static class CacheLinks
{
    private static readonly ConcurrentDictionary<string, Lazy<bool>> Known = new(StringComparer.Ordinal);

    /// <summary>Whether links can be made in a cache; tried once a process, by one thread.</summary>
    public static bool AreSupportedIn(string cache) =>
        Known.GetOrAdd(Path.GetFullPath(cache), folder => new Lazy<bool>(() => Try(folder))).Value;

    /// <summary>Puts a blob into a snapshot, in one step: who reads sees nothing, or all of it.</summary>
    /// <param name="blob">The whole blob.</param>
    /// <param name="entry">The name in the snapshot; a link that leads nowhere is replaced.</param>
    /// <param name="byLink">Whether links can be made.</param>
    /// <param name="isNew">Whether nobody else can use the blob yet, so that it may be moved.</param>
    public static void Place(string blob, string entry, bool byLink, bool isNew)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(entry)!);
        if (!byLink)
        {
            if (isNew) File.Move(blob, entry, overwrite: true);
            else Beside(entry, temporary => File.Copy(blob, temporary));
            return;
        }

        // A link cannot be half made; only one that is there already needs a second name.
        string target = Path.GetRelativePath(Path.GetDirectoryName(entry)!, blob);
        if (FileFacts.Read(entry, followsLinks: false, out _) == Errno.NoEntry) LinkOrLeave(entry, target);
        else Beside(entry, temporary => File.CreateSymbolicLink(temporary, target));
    }

    // Another process, which holds no lock, may have made it in between.
    private static void LinkOrLeave(string entry, string target)
    {
        try
        {
            File.CreateSymbolicLink(entry, target);
        }
        catch (IOException) when (CachedFile.LengthOf(entry) is not null)
        {
            // It leads to the content of the same commit.
        }
    }

    private static void Beside(string entry, Action<string> make)
    {
        string temporary = TemporaryName.Beside(entry, TemporaryName.New);
        try
        {
            make(temporary);
            File.Move(temporary, entry, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static bool Try(string cache)
    {
        string folder = Path.Combine(cache, RepositoryFolder.LocksName), name = ".link-" + Path.GetRandomFileName();
        string file = Path.Combine(folder, name), link = file + "-to";
        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllBytes(file, [1]);
            File.CreateSymbolicLink(link, name);
            return CachedFile.LengthOf(link) == 1;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            return false;
        }
        finally
        {
            Remove(link);
            Remove(file);
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
            // The folder may not be written; then nothing was made.
        }
    }
}
