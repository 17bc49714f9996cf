using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Matiz.Hub.Cache;

/// <summary>The hashes by which the Hub names contents.</summary>
internal static class FileHashes
{
    private const int BufferSize = 1 << 20;

    /// <summary>SHA-256 of a file, 64 hex digits.</summary>
    public static string Sha256(string path, CancellationToken cancellation) =>
        Hash(path, HashAlgorithmName.SHA256, isBlob: false, cancellation);

    /// <summary>The git blob id of a file, 40 hex digits: SHA-1 over <c>blob LENGTH</c>, a NUL and the content.</summary>
    public static string GitBlob(string path, CancellationToken cancellation) =>
        Hash(path, HashAlgorithmName.SHA1, isBlob: true, cancellation);

    /// <summary>What a git blob id is taken of before the content.</summary>
    public static byte[] GitBlobPrefix(long length) =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {length}\0"));

    private static string Hash(string path, HashAlgorithmName algorithm, bool isBlob, CancellationToken cancellation)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        using var hash = IncrementalHash.CreateHash(algorithm);
        if (isBlob) hash.AppendData(GitBlobPrefix(stream.Length));
        var buffer = new byte[BufferSize];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            cancellation.ThrowIfCancellationRequested();
            hash.AppendData(buffer, 0, read);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
