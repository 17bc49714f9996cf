using System.Globalization;
using System.Security.Cryptography;
using Matiz.Hub.Cache;

namespace Matiz.Hub.Upload;

/// <summary>A file with what the Hub knows contents by.</summary>
/// <param name="File">The file.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">SHA-256 of the content, 64 hex digits: its id in the store of large files.</param>
/// <param name="BlobId">Its git blob id, 40 hex digits: SHA-1 over <c>blob LENGTH</c>, a NUL and the content.</param>
/// <param name="Sample">Its first bytes, by which the Hub tells texts from other files.</param>
internal sealed record MeasuredFile(HubUploadFile File, long Size, string Sha256, string BlobId, byte[] Sample)
{
    /// <summary>More than this the Hub takes in no way that is used here.</summary>
    public const long MostBytes = 50_000_000_000;

    private const int SampleSize = 512, BufferSize = 1 << 20;

    /// <summary>The name in the repository.</summary>
    public string Path => File.Path;

    /// <summary>Reads a file once.</summary>
    /// <exception cref="HubException">It is larger than the Hub takes, or changed meanwhile.</exception>
    public static async Task<MeasuredFile> ReadAsync(HubUploadFile file, CancellationToken cancellationToken)
    {
        await using var stream = file.OpenRead();
        long size = stream.Length;
        if (size > MostBytes)
        {
            throw new HubException(
                HubFault.InvalidSetting,
                string.Create(CultureInfo.InvariantCulture, $"{file.Place}: the file has {size:#,0} bytes. ")
                + "The Hub takes at most 50 GB (50,000,000,000 bytes) in one file. Save the weights in several files.");
        }

        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
#pragma warning disable CA5350                                  // git names its objects by SHA-1
        using var blob = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
#pragma warning restore CA5350
        blob.AppendData(FileHashes.GitBlobPrefix(size));
        byte[] buffer = new byte[(int)Math.Clamp(size, 1, BufferSize)], sample = [];
        long read = 0;
        for (int count; (count = await ReadBlockAsync(stream, buffer, cancellationToken).ConfigureAwait(false)) > 0; read += count)
        {
            var block = buffer.AsSpan(0, count);
            if (read == 0) sample = block[..Math.Min(count, SampleSize)].ToArray();
            sha256.AppendData(block);
            blob.AppendData(block);
        }

        return read == size
            ? new MeasuredFile(file, size, Hex(sha256), Hex(blob), sample)
            : throw Changed(file);
    }

    /// <summary>Whether an id of the Hub is that of this content.</summary>
    public bool Is(string? oid) => oid is not null
        && (oid.Equals(Sha256, StringComparison.OrdinalIgnoreCase) || oid.Equals(BlobId, StringComparison.OrdinalIgnoreCase));

    /// <summary>The file is not what it was when it was measured.</summary>
    public static HubException Changed(HubUploadFile file) => new(
        HubFault.WrongContent,
        $"{file.Place}: the file changed while it was sent. A file that stays as it is was expected; nothing was committed. Try again when "
        + "nothing writes to it.");

    private static string Hex(IncrementalHash hash) => Convert.ToHexStringLower(hash.GetHashAndReset());

    private static ValueTask<int> ReadBlockAsync(Stream stream, byte[] buffer, CancellationToken cancellationToken) =>
        stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
}
