namespace Matiz.Hub;

/// <summary>A file of a repository, as the Hub lists it.</summary>
/// <param name="Path">Its name in the repository, with slashes; checked: relative, no <c>..</c>, under the rules of every system.</param>
/// <param name="Size">Bytes; of the content, not of its pointer.</param>
/// <param name="BlobId">The git blob id, 40 hex digits (of the pointer where <see cref="LfsSha256"/> is given).</param>
/// <param name="LfsSha256">SHA-256 of the content, 64 hex digits, where the file lies in the large file storage; else null.</param>
public sealed record HubFile(string Path, long Size, string BlobId, string? LfsSha256)
{
    /// <summary>What the Hub gives as the file's ETag, and the cache calls its blob.</summary>
    public string ETag => LfsSha256 ?? BlobId;
}
