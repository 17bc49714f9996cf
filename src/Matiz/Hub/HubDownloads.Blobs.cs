using Matiz.Hub.Cache;

namespace Matiz.Hub;

/// <content>How one content comes into the cache.</content>
public sealed partial class HubDownloads
{
    /// <summary>
    /// Fetches a content unless it is there, and puts it into the snapshot. Who holds the blob's lock owns <c>ETAG.incomplete</c>: what
    /// another process left there when it ended is gone on with. The blob gets its name when it is whole and its hash is right.
    /// </summary>
    /// <returns>The name in the snapshot.</returns>
    private async Task<string> FetchAsync(
        RepositoryFolder folder, HubFileMetadata file, IProgress<long>? bytes, CancellationToken cancellation)
    {
        string commit = CacheNames.Commit(file.Repository, file.Commit);
        string etag = CacheNames.ETag(file.Repository, file.Path, file.ETag);
        string entry = folder.Entry(commit, file.Path);
        if (CachedFile.IsWhole(entry, file.Size)) return entry;
        CacheWrites.MakeFolder(folder.Cache, folder.Blobs);
        using var held = await LockAsync(folder, etag, file.Path, cancellation).ConfigureAwait(false);
        if (CachedFile.IsWhole(entry, file.Size)) return entry;                 // somebody has fetched it meanwhile
        bool isNew = !CachedFile.IsWhole(folder.Blob(etag), file.Size);
        if (isNew) await DownloadAsync(folder, file, etag, bytes, cancellation).ConfigureAwait(false);
        Place(folder, folder.Blob(etag), entry, isNew);
        return entry;
    }

    private async Task DownloadAsync(
        RepositoryFolder folder, HubFileMetadata file, string etag, IProgress<long>? bytes, CancellationToken cancellation)
    {
        string incomplete = folder.Incomplete(etag), blob = folder.Blob(etag);
        if (file.Size is { } size)
        {
            long missing = Math.Max(0, size - (CachedFile.LengthOf(incomplete) ?? 0));
            FreeSpace.Require(file.Repository, folder.Cache, missing, FreeSpaceIn(folder.Cache));
        }

        await Client.DownloadAsync(file, incomplete, bytes, cancellation).ConfigureAwait(false);
        CacheWrites.Do(folder.Cache, blob, () =>
        {
            FlushToDisk(incomplete);
            File.Move(incomplete, blob, overwrite: true);                       // a link that leads nowhere, or a damaged blob, goes
        });
    }

    private void Place(RepositoryFolder folder, string blob, string entry, bool isNew)
    {
        bool byLink = Options.UseLinks && CacheLinks.AreSupportedIn(folder.Cache);
        CacheWrites.Do(folder.Cache, entry, () => CacheLinks.Place(blob, entry, byLink, isNew));
    }

    private async Task<CacheLock> LockAsync(RepositoryFolder folder, string etag, string path, CancellationToken cancellation)
    {
        string file = folder.Lock(etag);
        try
        {
            return await CacheLock.TakeAsync(file, () => Notes?.Invoke($"{path}: waiting for another download of it."), cancellation)
                .ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CacheWrites.Refusal(folder.Cache, file, exception);
        }
    }

    // Else the name could survive a power cut that the bytes do not.
    private static void FlushToDisk(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        stream.Flush(flushToDisk: true);
    }
}
