using System.Collections.Immutable;

namespace Matiz.Hub;

/// <summary>What a cache holds (reference: scan_cache_dir).</summary>
/// <param name="Folder">The cache.</param>
/// <param name="Repositories">Its repositories, by kind and id.</param>
/// <param name="Bytes">What all of it takes on the disk; contents that several share count once.</param>
public sealed record HubCacheListing(string Folder, ImmutableArray<HubCachedRepository> Repositories, long Bytes);

/// <summary>A repository in the cache.</summary>
/// <param name="Repository">The repository.</param>
/// <param name="Folder">Its folder.</param>
/// <param name="Revisions">The commits that are there, used last first.</param>
/// <param name="Bytes">What it takes on the disk, with blobs that no commit uses and those that are not whole; each content once.</param>
/// <param name="LastUsed">When a file of it was read or written last, as far as the disk notes that; null where it has none.</param>
public sealed record HubCachedRepository(
    HubRepository Repository, string Folder, ImmutableArray<HubCachedRevision> Revisions, long Bytes, DateTimeOffset? LastUsed);

/// <summary>A commit in the cache.</summary>
/// <param name="Commit">The commit.</param>
/// <param name="References">The branches and tags that stood for it when they were looked at last.</param>
/// <param name="Folder">Its folder.</param>
/// <param name="FileCount">How many files are there; links that lead nowhere are none.</param>
/// <param name="Bytes">What its files take, each content once; other commits may use the same.</param>
/// <param name="LastUsed">When a file of it was read or written last, as far as the disk notes that; null where it has none.</param>
public sealed record HubCachedRevision(
    string Commit, ImmutableArray<string> References, string Folder, int FileCount, long Bytes, DateTimeOffset? LastUsed);

/// <summary>What was removed from a cache.</summary>
/// <param name="Repository">Of which repository.</param>
/// <param name="Commits">The commits.</param>
/// <param name="Bytes">What is free now that was taken before.</param>
public sealed record HubCacheRemoval(HubRepository Repository, ImmutableArray<string> Commits, long Bytes);
