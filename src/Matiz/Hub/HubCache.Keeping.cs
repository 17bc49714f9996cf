using Matiz.Hub.Cache;

namespace Matiz.Hub;

/// <content>What is there, and what becomes of it.</content>
public sealed partial class HubCache
{
    /// <summary>The repositories and commits that are there, with what they take on the disk (reference: scan_cache_dir).</summary>
    public HubCacheListing List() => CacheScan.Run(Folder);

    /// <summary>Removes a repository, or one of its commits with the blobs that no other commit uses (reference:
    /// delete_revisions).</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="revision">A commit, or a branch or tag that leads to one; null: all of it.</param>
    /// <exception cref="HubException">It is not there, somebody fills it right now, or the cache may not be written.</exception>
    public HubCacheRemoval Remove(HubRepository repository, string? revision = null)
    {
        ArgumentNullException.ThrowIfNull(repository);
        var folder = new RepositoryFolder(Folder, repository);
        if (revision is null) return CacheRemoval.RemoveAll(repository, folder);
        return CacheRemoval.RemoveCommit(repository, folder, FindCommit(repository, revision) ?? throw new HubException(
            HubFault.Cache,
            $"{repository}: '{revision}' is not in the cache {Folder}. A commit, a branch or a tag that is there was expected. "
                + "HubCache.List "
                + "names them."));
    }

    /// <summary>
    /// Looks at every byte: each content against the hash that it is called by, links, references, what is left over. Nothing is changed.
    /// </summary>
    /// <param name="repository">One repository; null: all.</param>
    /// <param name="progress">Is told how many bytes were looked at.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="HubException">The repository is not in the cache.</exception>
    public HubCacheCheck Verify(
        HubRepository? repository = null, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        var check = new CacheCheck(Folder, progress, cancellationToken);
        var found = CacheScan.Repositories(Folder).Where(entry => repository is null || entry.Repository == repository).ToList();
        if (repository is not null && found.Count == 0 && !CacheFiles.IsThere(new RepositoryFolder(Folder, repository).Root))
        {
            throw new HubException(
                HubFault.Cache,
                $"{repository}: it is not in the cache {Folder}. A repository that is there was expected. HubCache.List names them.");
        }

        foreach (var (_, folder) in found) check.Look(folder);
        if (repository is null) check.LookBeside();
        return check.Result;
    }
}
