using Matiz.Hub.Cache;

namespace Matiz.Hub;

/// <summary>
/// The cache of repositories on the disk, the very one of Python's client (<c>models--org--name</c> with <c>blobs</c>, <c>refs</c>,
/// <c>snapshots</c>): what is there, what takes how much room, what is damaged. Nothing is ever asked of the Hub. Several processes, of
/// Python too, may use a cache at the same time.
/// </summary>
public sealed partial class HubCache
{
    /// <summary>Names a cache, which need not exist yet.</summary>
    /// <param name="folder">Its folder; null: that of <see cref="HubOptions.FromEnvironment()"/>.</param>
    public HubCache(string? folder = null) => Folder = Path.GetFullPath(folder ?? HubOptions.FromEnvironment().CacheFolder);

    /// <summary>The folder with a folder for each repository.</summary>
    public string Folder { get; }

    /// <summary>The commit that a branch or a tag stood for when it was looked at last; a whole commit is itself. Null: unknown.</summary>
    /// <exception cref="HubException">It can be no revision.</exception>
    public string? FindCommit(HubRepository repository, string revision = "main")
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(revision);
        CacheNames.Revision(repository, revision);
        return CacheNames.IsCommit(revision) ? revision : References.Read(new RepositoryFolder(Folder, repository), revision);
    }

    /// <summary>Where a file lies; null where it is not here, or its link leads nowhere (reference: try_to_load_from_cache).</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="path">The file's name in it.</param>
    /// <param name="revision">A branch, a tag, a commit.</param>
    /// <exception cref="HubException">The name or the revision could lead out of the cache.</exception>
    public string? FindFile(HubRepository repository, string path, string revision = "main")
    {
        ArgumentNullException.ThrowIfNull(path);
        if (FindCommit(repository, revision) is not { } commit) return null;
        string entry = new RepositoryFolder(Folder, repository).Entry(commit, CacheNames.File(repository, path));
        return CachedFile.LengthOf(entry) is null ? null : entry;
    }

    /// <summary>Whether the Hub has said that a revision has no such file.</summary>
    /// <inheritdoc cref="FindFile"/>
    public bool IsKnownAbsent(HubRepository repository, string path, string revision = "main")
    {
        ArgumentNullException.ThrowIfNull(path);
        return FindCommit(repository, revision) is { } commit
            && File.Exists(new RepositoryFolder(Folder, repository).Absence(commit, CacheNames.File(repository, path)));
    }
}
