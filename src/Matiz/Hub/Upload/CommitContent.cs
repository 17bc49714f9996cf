using System.Buffers;
using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Matiz.Hub.Upload;

/// <summary>
/// The body of a commit: one JSON object a line. The files that go into git itself are read and coded as base64 while they are sent, one
/// block after the other.
/// </summary>
internal sealed class CommitContent : HttpContent
{
    private const int BlockSize = 48 * 1024;                    // a multiple of 3, so that blocks of base64 join
    private const string FileOpening = """{"key":"file","value":{"content":""" + "\"";

    private readonly List<(byte[] Text, MeasuredFile? File)> _pieces = [];
    private readonly CancellationToken _cancellationToken;

    /// <summary>The body of a commit.</summary>
    /// <param name="commit">Message, description and what goes.</param>
    /// <param name="parent">The commit that the branch must be at; null: wherever it is.</param>
    /// <param name="regular">Files that go into git itself.</param>
    /// <param name="large">Files that are in the store of large files.</param>
    /// <param name="cancellationToken">Ends the sending.</param>
    public CommitContent(
        HubCommit commit, string? parent, IEnumerable<MeasuredFile> regular, IEnumerable<MeasuredFile> large,
        CancellationToken cancellationToken)
    {
        _cancellationToken = cancellationToken;
        Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        Add(UploadJson.Write(json => WriteHeader(json, commit, parent)));
        foreach (var file in regular) Add(file);
        foreach (var file in large) Add(UploadJson.Write(json => WriteLarge(json, file)));
        foreach (string path in commit.Deletions) Add(UploadJson.Write(json => WriteDeletion(json, path)));
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _pieces.Sum(static piece => piece.Text.Length + (piece.File is { } file ? (file.Size + 2) / 3 * 4 : 0));
        return true;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, _cancellationToken);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        foreach (var (text, file) in _pieces)
        {
            if (file is not null) await WriteBase64Async(file, stream, cancellationToken).ConfigureAwait(false);
            await stream.WriteAsync(text, cancellationToken).ConfigureAwait(false);
        }
    }

    private static void WriteHeader(Utf8JsonWriter json, HubCommit commit, string? parent)
    {
        json.WriteString("key", "header");
        json.WriteStartObject("value");
        json.WriteString("summary", commit.Message);
        json.WriteString("description", commit.Description);
        if (parent is not null) json.WriteString("parentCommit", parent);
        json.WriteEndObject();
    }

    private static void WriteLarge(Utf8JsonWriter json, MeasuredFile file)
    {
        json.WriteString("key", "lfsFile");
        json.WriteStartObject("value");
        json.WriteString("path", file.Path);
        json.WriteString("algo", "sha256");
        json.WriteString("oid", file.Sha256);
        json.WriteNumber("size", file.Size);
        json.WriteEndObject();
    }

    private static void WriteDeletion(Utf8JsonWriter json, string path)
    {
        json.WriteString("key", path.EndsWith('/') ? "deletedFolder" : "deletedFile");
        json.WriteStartObject("value");
        json.WriteString("path", path);
        json.WriteEndObject();
    }

    private static async Task WriteBase64Async(MeasuredFile file, Stream target, CancellationToken cancellationToken)
    {
        byte[] block = ArrayPool<byte>.Shared.Rent(BlockSize), text = ArrayPool<byte>.Shared.Rent(BlockSize / 3 * 4);
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            await using var stream = file.File.OpenRead();
            long left = file.Size;
            while (left > 0)
            {
                int wanted = (int)Math.Min(BlockSize, left);
                int read = await stream.ReadAtLeastAsync(block.AsMemory(0, wanted), wanted, throwOnEndOfStream: false, cancellationToken)
                    .ConfigureAwait(false);
                if (read < wanted) throw MeasuredFile.Changed(file.File);
                hash.AppendData(block, 0, read);
                left -= read;
                Base64.EncodeToUtf8(block.AsSpan(0, read), text, out _, out int written);

                // The last block waits until it is known that the file is what it was: a commit that lacks its end is none.
                if (left == 0 && !Convert.ToHexStringLower(hash.GetHashAndReset()).Equals(file.Sha256, StringComparison.Ordinal))
                    throw MeasuredFile.Changed(file.File);
                await target.WriteAsync(text.AsMemory(0, written), cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
            ArrayPool<byte>.Shared.Return(text);
        }
    }

    private void Add(byte[] line) => _pieces.Add(([.. line, (byte)'\n'], null));

    private void Add(MeasuredFile file)
    {
        // What stands before the content, what stands behind it.
        _pieces.Add((Encoding.UTF8.GetBytes(FileOpening), null));
        byte[] path = UploadJson.Write(json => json.WriteString("path", file.Path));
        _pieces.Add(([.. "\","u8, .. path.AsSpan(1, path.Length - 2), .. ",\"encoding\":\"base64\"}}\n"u8], file));
    }
}
