using System.Collections.Immutable;
using Matiz.Formats.Disk;

namespace Matiz.Hub.Cache;

/// <summary>
/// Looks at every byte of repositories: contents against the hash that is their name, or that a listing gives; links, references, what is
/// left over. Nothing is changed.
/// </summary>
internal sealed class CacheCheck(string cache, IProgress<long>? progress, CancellationToken cancellation)
{
    private readonly List<HubCacheFault> _faults = [];
    private readonly string _root = RealPath.Resolve(cache);
    private int _files, _unnamed;
    private long _bytes;

    public HubCacheCheck Result => new(
        _files, _bytes, _unnamed, [.. _faults.OrderBy(fault => fault.Path, StringComparer.Ordinal).ThenBy(fault => fault.Kind)]);

    /// <summary>Looks at one repository.</summary>
    public void Look(RepositoryFolder folder)
    {
        string[] parts = [folder.Root, folder.Blobs, folder.Snapshots, folder.References, folder.Trees];
        foreach (string part in parts) RequireFolder(part);
        if (Directory.Exists(folder.Blobs))
        {
            foreach (string blob in CacheFiles.Below(folder.Blobs)) LookAtBlob(folder, blob);
        }

        foreach (string blob in CacheRemoval.UnusedBlobs(folder).Where(blob => CachedFile.LengthOf(blob) is not null))
            Add(HubCacheFaultKind.Orphaned, blob, "no snapshot uses this blob. It does no harm; remove the revisions or the repository "
                + "to free its room.");
        if (Directory.Exists(folder.Snapshots))
        {
            foreach (string snapshot in Directory.EnumerateFileSystemEntries(folder.Snapshots).Order(StringComparer.Ordinal))
                LookAtSnapshot(folder, snapshot);
        }

        foreach (var (revision, path, commit) in References.All(folder)) LookAtReference(folder, revision, path, commit);
    }

    /// <summary>What lies in the cache beside the repositories.</summary>
    public void LookBeside()
    {
        if (!Directory.Exists(cache)) return;
        foreach (string path in Directory.EnumerateFileSystemEntries(cache).Order(StringComparer.Ordinal))
        {
            bool isKnown = Path.GetFileName(path) is RepositoryFolder.LocksName or "CACHEDIR.TAG" or "blobs" or "version.txt"
                || CacheFiles.IsStranger(path) || CacheScan.RepositoryOf(path) is not null;
            if (!isKnown) Add(HubCacheFaultKind.Stranger, path, "this is no part of a cache. Folders such as models--user--name were "
                + "expected. "
                + "See whose it is; it is left alone.");
        }
    }

    private void RequireFolder(string path)
    {
        if (!CacheFiles.IsThere(path)) return;
        if (!Directory.Exists(path))
            Add(HubCacheFaultKind.Damaged, path, "this is no folder. The folder of a cache was expected. Remove it, and fetch the "
                + "repository again.");
        else if (!CacheFiles.IsFolder(path) && !IsInside(path))
            Add(HubCacheFaultKind.Outside, path, $"this is a link to '{RealPath.Resolve(path)}', out of the cache. It is read, and never "
                + "removed from.");
    }

    private void LookAtBlob(RepositoryFolder folder, string blob)
    {
        string name = Path.GetFileName(blob);
        if (name.EndsWith(RepositoryFolder.IncompleteEnd, StringComparison.Ordinal))
        {
            if (!IsBeingFilled(folder, name))
                Add(HubCacheFaultKind.Incomplete, blob, "a download was broken off. A whole blob was expected. Fetch the repository "
                    + "again: it goes on.");
            return;
        }

        if (CachedFile.LengthOf(blob) is null)
        {
            Add(HubCacheFaultKind.Dangling, blob, $"this is a link to '{new FileInfo(blob).LinkTarget}', where nothing is. {Again}");
            return;
        }

        CheckHash(blob, name);
    }

    private void LookAtSnapshot(RepositoryFolder folder, string snapshot)
    {
        string commit = Path.GetFileName(snapshot);
        if (CacheFiles.IsStranger(snapshot)) return;
        if (!CacheFiles.IsFolder(snapshot) || !CacheNames.IsCommit(commit))
        {
            Add(HubCacheFaultKind.Stranger, snapshot, "this is no snapshot. A folder called by a commit was expected. Remove it.");
            return;
        }

        var listing = TreeListing.Read(folder, commit);
        if (listing is null && File.Exists(folder.Tree(commit)))
            Add(HubCacheFaultKind.Reference, folder.Tree(commit), "this listing cannot be read. JSON as Python writes it was expected. "
                + "Remove it: it is fetched again.");
        var files = listing?.ToDictionary(file => file.Path, StringComparer.Ordinal) ?? [];
        foreach (string entry in CacheFiles.Below(snapshot))
            LookAtEntry(entry, files.GetValueOrDefault(Path.GetRelativePath(snapshot, entry).Replace(Path.DirectorySeparatorChar, '/')));
    }

    private void LookAtEntry(string entry, HubFile? listed)
    {
        if (CachedFile.LengthOf(entry) is not { } length)
        {
            Add(HubCacheFaultKind.Dangling, entry, $"this is a link to '{new FileInfo(entry).LinkTarget}', where nothing is. {Again}");
            return;
        }

        if (listed is not null && listed.Size != length)
        {
            Add(HubCacheFaultKind.Damaged, entry, $"it has {length} bytes, and the commit's listing says {listed.Size}. {Again}");
            return;
        }

        if (new FileInfo(entry).LinkTarget is null) CheckHash(entry, listed?.ETag ?? "");       // the content itself, not a link to a blob
        else if (!IsInside(entry))
            Add(HubCacheFaultKind.Outside, entry, $"this is a link to '{RealPath.Resolve(entry)}', out of the cache. A link to a blob "
                + "was expected. Remove it, "
                + "and fetch the repository again.");
    }

    private void LookAtReference(RepositoryFolder folder, string revision, string path, string? commit)
    {
        if (commit is null)
            Add(HubCacheFaultKind.Reference, path, "this names no commit. 40 hex digits were expected. Remove it: it is written again.");
        else if (!Directory.Exists(folder.Snapshot(commit)))
            Add(HubCacheFaultKind.Reference, path, $"'{revision}' stands for {commit}, and there is no snapshot of it. Fetch the "
                + "repository again, or remove it.");
    }

    private void CheckHash(string path, string etag)
    {
        if (!CacheNames.IsSha256(etag) && !CacheNames.IsGitBlob(etag))
        {
            _unnamed++;
            return;
        }

        try
        {
            string hash = CacheNames.IsSha256(etag) ? FileHashes.Sha256(path, cancellation) : FileHashes.GitBlob(path, cancellation);
            _files++;
            _bytes += CachedFile.LengthOf(path) ?? 0;
            progress?.Report(_bytes);
            if (hash != etag) Add(HubCacheFaultKind.Damaged, path, $"its hash is {hash}, expected {etag}. Remove it, and fetch the "
                + "repository again.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Add(HubCacheFaultKind.Unreadable, path, $"it cannot be read: "
                + $"{exception.Message.ReplaceLineEndings(" ")} Change its permissions.");
        }
    }

    private bool IsInside(string path)
    {
        string real = RealPath.Resolve(path);
        return real.StartsWith(_root + Path.DirectorySeparatorChar, StringComparison.Ordinal);
    }

    // Its owner holds the lock, in this process or another. Python adds eight hex digits of its own to the name.
    private static bool IsBeingFilled(RepositoryFolder folder, string name)
    {
        string etag = name[..^RepositoryFolder.IncompleteEnd.Length], file = folder.Lock(etag.Split('.')[0]);
        if (!File.Exists(file)) return false;
        try
        {
            using var taken = CacheLock.TryTake(file);
            return taken is null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private const string Again = "The content was expected. Fetch the repository again.";

    private void Add(HubCacheFaultKind kind, string path, string message) => _faults.Add(new HubCacheFault(kind, path, $"{path}: "
        + $"{message}"));
}
