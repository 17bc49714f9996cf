using System.Collections.Immutable;
using Matiz.Formats.Disk;

namespace Matiz.Hub.Cache;

/// <summary>Looks what a cache holds, without reading contents. Something damaged hides nothing else.</summary>
internal static class CacheScan
{
    /// <summary>The repository that a folder of the cache is of; null where it is of none.</summary>
    public static HubRepository? RepositoryOf(string folder)
    {
        string name = Path.GetFileName(folder);
        foreach (var (start, kind) in (ReadOnlySpan<(string, HubRepositoryKind)>)
            [("models--", HubRepositoryKind.Model), ("datasets--", HubRepositoryKind.Dataset), ("spaces--", HubRepositoryKind.Space)])
        {
            if (!name.StartsWith(start, StringComparison.Ordinal)) continue;
            string id = name[start.Length..].Replace("--", "/", StringComparison.Ordinal);
            return HubRepository.FaultOf(id) is null ? new HubRepository(kind, id) : null;
        }

        return null;
    }

    /// <summary>The folders of repositories, links to such folders too, ascending.</summary>
    public static IEnumerable<(HubRepository Repository, RepositoryFolder Folder)> Repositories(string cache)
    {
        if (!Directory.Exists(cache)) yield break;
        foreach (string path in Directory.EnumerateDirectories(cache).Order(StringComparer.Ordinal).ToList())
        {
            if (RepositoryOf(path) is { } repository) yield return (repository, new RepositoryFolder(cache, repository));
        }
    }

    /// <summary>Everything that is there.</summary>
    public static HubCacheListing Run(string cache)
    {
        var all = new Contents();
        var repositories = Repositories(cache).Select(found => Scan(found.Repository, found.Folder, all)).ToImmutableArray();
        return new HubCacheListing(cache, repositories, all.Bytes);
    }

    /// <summary>One repository.</summary>
    public static HubCachedRepository Scan(HubRepository repository, RepositoryFolder folder, Contents? all = null)
    {
        var own = new Contents();
        var references = References.All(folder).Where(found => found.Commit is not null)
            .ToLookup(found => found.Commit!, found => found.Revision, StringComparer.Ordinal);
        var revisions = CacheFiles.Folders(folder.Snapshots).Where(path => CacheNames.IsCommit(Path.GetFileName(path)))
            .Select(path => Scan(path, references[Path.GetFileName(path)], own))
            .OrderByDescending(revision => revision.LastUsed).ThenBy(revision => revision.Commit, StringComparer.Ordinal)
            .ToImmutableArray();
        foreach (string blob in Below(folder.Blobs)) own.Add(blob);
        all?.Add(own);
        return new HubCachedRepository(repository, folder.Root, revisions, own.Bytes, own.LastUsed);
    }

    private static HubCachedRevision Scan(string path, IEnumerable<string> references, Contents own)
    {
        var contents = new Contents();
        int count = CacheFiles.Below(path).Count(contents.Add);
        own.Add(contents);
        return new HubCachedRevision(
            Path.GetFileName(path), [.. references.Order(StringComparer.Ordinal)], path, count, contents.Bytes, contents.LastUsed);
    }

    private static IEnumerable<string> Below(string folder) => Directory.Exists(folder) ? CacheFiles.Below(folder) : [];
}

/// <summary>Contents on the disk, each once, under whatever names.</summary>
internal sealed class Contents
{
    private readonly Dictionary<FileIdentity, long> _sizes = [];

    public long Bytes => _sizes.Values.Sum();

    public DateTimeOffset? LastUsed { get; private set; }

    /// <summary>Counts what a name leads to; false where that is no file.</summary>
    public bool Add(string path)
    {
        if (FileFacts.Read(path) is not { Kind: FileKind.File } facts || CachedFile.LengthOf(path) is not { } length) return false;
        _sizes[facts.Identity] = length;
        var file = new FileInfo(RealPath.Resolve(path));
        Use(new DateTimeOffset(file.LastAccessTimeUtc > file.LastWriteTimeUtc ? file.LastAccessTimeUtc : file.LastWriteTimeUtc));
        return true;
    }

    public void Add(Contents other)
    {
        foreach (var (identity, size) in other._sizes) _sizes[identity] = size;
        if (other.LastUsed is { } time) Use(time);
    }

    private void Use(DateTimeOffset time)
    {
        if (LastUsed is null || time > LastUsed) LastUsed = time;
    }
}
