using System.Security.Cryptography;
using Matiz.Hub.Cache;

namespace Matiz.Hub.Http;

/// <summary>
/// Compares content with its ETag as it comes: 64 hex digits are its SHA-256, 40 are its git blob id, the SHA-1 of <c>blob LENGTH</c>, a
/// NUL and the content. Another ETag says nothing of the content.
/// </summary>
internal sealed class ContentHash : IDisposable
{
    private readonly IncrementalHash? _hash;
    private readonly byte[] _prefix;
    private readonly string _expected;

    private ContentHash(IncrementalHash? hash, byte[] prefix, string expected)
    {
        (_hash, _prefix, _expected) = (hash, prefix, expected);
        _hash?.AppendData(_prefix);
    }

    /// <summary>Begins.</summary>
    /// <param name="etag">The normalised ETag.</param>
    /// <param name="size">The length of the whole content; a git blob id cannot be checked on the way without it.</param>
    public static ContentHash Of(string etag, long? size)
    {
        if (CacheNames.IsSha256(etag)) return new(IncrementalHash.CreateHash(HashAlgorithmName.SHA256), [], etag);
        if (!CacheNames.IsGitBlob(etag) || size is not { } length) return new(null, [], etag);
#pragma warning disable CA5350 // git names its blobs by SHA-1
        var sha1 = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
#pragma warning restore CA5350
        return new(sha1, FileHashes.GitBlobPrefix(length), etag);
    }

    /// <summary>The next bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes) => _hash?.AppendData(bytes);

    /// <summary>Begins anew.</summary>
    public void Restart()
    {
        _hash?.GetHashAndReset();
        _hash?.AppendData(_prefix);
    }

    /// <summary>Whether the bytes so far are the whole content; true where the ETag says nothing. Begins anew.</summary>
    public bool Matches()
    {
        if (_hash is null) return true;
        bool isSame = string.Equals(Convert.ToHexStringLower(_hash.GetHashAndReset()), _expected, StringComparison.Ordinal);
        _hash.AppendData(_prefix);
        return isSame;
    }

    /// <inheritdoc/>
    public void Dispose() => _hash?.Dispose();
}
