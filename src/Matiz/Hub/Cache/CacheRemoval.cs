using System.Collections.Immutable;
using Matiz.Formats.Disk;

namespace Matiz.Hub.Cache;

/// <summary>
/// Removes a repository or a commit. All locks of the repository are held meanwhile, so that nobody fills what is removed; links are
/// removed as links, and nothing outside of the repository's folder is touched.
/// </summary>
internal static class CacheRemoval
{
    /// <summary>Removes a repository.</summary>
    /// <exception cref="HubException">It is not there, or somebody fills it.</exception>
    public static HubCacheRemoval RemoveAll(HubRepository repository, RepositoryFolder folder)
    {
        RequireThere(repository, folder, CacheFiles.IsThere(folder.Root), "it");
        return CacheWrites.Do(folder.Cache, folder.Root, () =>
        {
            using var locks = HeldLocks.Take(repository, folder);
            if (!CacheFiles.IsFolder(folder.Root))
            {
                Directory.Delete(folder.Root);                       // a link to a folder elsewhere, which stays
                return new HubCacheRemoval(repository, [], 0);
            }

            long bytes = OwnBytes(folder.Root);
            var commits = Commits(folder);
            string gone = TemporaryName.Beside(folder.Root, TemporaryName.Gone);
            Directory.Move(folder.Root, gone);                       // whoever looks now sees nothing of it, and no half
            Directory.Delete(gone, recursive: true);
            return new HubCacheRemoval(repository, commits, bytes);
        });
    }

    /// <summary>Removes a commit with the references to it, and the blobs that no other commit uses.</summary>
    /// <exception cref="HubException">It is not there, or somebody fills the repository.</exception>
    public static HubCacheRemoval RemoveCommit(HubRepository repository, RepositoryFolder folder, string commit)
    {
        RequireThere(repository, folder, CacheFiles.IsThere(folder.Snapshot(commit)), $"the commit {commit}");
        if (Commits(folder) is [var only] && only == commit) return RemoveAll(repository, folder);
        return CacheWrites.Do(folder.Cache, folder.Root, () =>
        {
            using var locks = HeldLocks.Take(repository, folder);
            RequireInside(repository, folder);
            long before = OwnBytes(folder.Root);
            foreach (var (_, path, _) in References.All(folder).Where(found => found.Commit == commit).ToList()) File.Delete(path);
            foreach (string path in (string[])[folder.Snapshot(commit), Path.Combine(folder.Absences, commit), folder.Tree(commit)])
                Delete(path);
            RemoveUnusedBlobs(folder);
            return new HubCacheRemoval(repository, [commit], before - OwnBytes(folder.Root));
        });
    }

    /// <summary>The blobs that no snapshot uses; those that are not whole are not among them.</summary>
    public static IEnumerable<string> UnusedBlobs(RepositoryFolder folder)
    {
        if (!CacheFiles.IsFolder(folder.Blobs)) return [];
        var paths = new HashSet<string>(StringComparer.Ordinal);
        var files = new HashSet<FileIdentity>();
        foreach (string entry in CacheFiles.Folders(folder.Snapshots).SelectMany(CacheFiles.Below))
        {
            if (new FileInfo(entry).LinkTarget is { } target) paths.Add(Path.GetFullPath(target, Path.GetDirectoryName(entry)!));
            if (FileFacts.Read(entry) is { } facts) files.Add(facts.Identity);
        }

        return CacheFiles.Below(folder.Blobs).Where(blob => !blob.EndsWith(RepositoryFolder.IncompleteEnd, StringComparison.Ordinal)
            && !paths.Contains(blob) && !(FileFacts.Read(blob) is { } facts && files.Contains(facts.Identity)));
    }

    private static void RemoveUnusedBlobs(RepositoryFolder folder)
    {
        foreach (string blob in UnusedBlobs(folder).ToList()) File.Delete(blob);
    }

    private static ImmutableArray<string> Commits(RepositoryFolder folder) =>
        [.. CacheFiles.Folders(folder.Snapshots).Select(path => Path.GetFileName(path)!).Where(CacheNames.IsCommit)];

    // What lies in the folder itself; what links lead to stays.
    private static long OwnBytes(string root)
    {
        var contents = new Contents();
        foreach (string path in CacheFiles.Below(root).Where(path => new FileInfo(path).LinkTarget is null)) contents.Add(path);
        return contents.Bytes;
    }

    private static void Delete(string path)
    {
        if (CacheFiles.IsFolder(path)) Directory.Delete(path, recursive: true);
        else if (CacheFiles.IsThere(path)) File.Delete(path);
    }

    // Blobs elsewhere are left alone; a commit whose other files are elsewhere would be removed by half.
    private static void RequireInside(HubRepository repository, RepositoryFolder folder)
    {
        string[] parts = [folder.Root, folder.Snapshots, folder.References, folder.Absences, folder.Trees];
        if (Array.Find(parts, part => CacheFiles.IsThere(part) && !CacheFiles.IsFolder(part)) is not { } link) return;
        throw new HubException(
            HubFault.Cache,
            $"{repository}: {link} is a link to '{RealPath.Resolve(link)}', or no folder at all. A folder of the cache was expected, since "
                + "nothing outside of it is removed. Remove the whole repository, which removes the link alone.");
    }

    private static void RequireThere(HubRepository repository, RepositoryFolder folder, bool isThere, string what)
    {
        if (isThere) return;
        throw new HubException(
            HubFault.Cache,
            $"{repository}: {what} is not in the cache {folder.Cache}. A repository and a commit that are there were expected. "
                + "HubCache.List names them.");
    }

    /// <summary>All locks that were ever made for a repository.</summary>
    private sealed class HeldLocks : IDisposable
    {
        private readonly List<CacheLock> _locks = [];

        public static HeldLocks Take(HubRepository repository, RepositoryFolder folder)
        {
            var held = new HeldLocks();
            if (!Directory.Exists(folder.Locks)) return held;
            try
            {
                foreach (string path in CacheFiles.Below(folder.Locks).Where(path => path.EndsWith(".lock", StringComparison.Ordinal)))
                    held._locks.Add(CacheLock.TryTake(path) ?? throw InUse(repository, path));
                return held;
            }
            catch
            {
                held.Dispose();
                throw;
            }
        }

        public void Dispose()
        {
            foreach (var taken in _locks) taken.Dispose();
        }

        private static HubException InUse(HubRepository repository, string path) => new(
            HubFault.Cache,
            $"{repository}: somebody downloads it right now (the lock {path} is held). A repository that nobody fills was expected. Try "
                + "again "
                + "when the download is done.");
    }
}
