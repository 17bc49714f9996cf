using System.IO.Compression;

namespace Matiz.Hub.Http;

/// <summary>Reads the bodies of answers: never more than is allowed, never waiting for longer than is allowed.</summary>
internal static class HubBody
{
    private const int StepBytes = 1 << 16;

    /// <summary>A body that should be JSON.</summary>
    /// <exception cref="HubException">It is a web page, too large, in an unknown coding, or breaks off.</exception>
    public static async Task<byte[]> ReadJsonAsync(
        HttpResponseMessage answer, HubRequest request, HubOptions options, long mostBytes, CancellationToken cancellationToken)
    {
        if (IsPage(answer)) throw HubErrors.Page(request);
        byte[] bytes = await ReadAsync(answer, request, options, mostBytes, cancellationToken).ConfigureAwait(false)
            ?? throw HubErrors.TooLarge(request, mostBytes);
        return bytes.AsSpan().TrimStart(" \r\n\t"u8) is [(byte)'<', ..] ? throw HubErrors.Page(request) : bytes;
    }

    /// <summary>A body of any kind; null where it has more bytes than are allowed.</summary>
    /// <exception cref="HubException">It is in an unknown coding, or breaks off.</exception>
    public static async Task<byte[]?> ReadAsync(
        HttpResponseMessage answer, HubRequest request, HubOptions options, long mostBytes, CancellationToken cancellationToken)
    {
        using var memory = new MemoryStream();
        bool isWhole = await CopyAsync(
            answer, request, options,
            (bytes, _) =>
            {
                if (memory.Length + bytes.Length > mostBytes) return ValueTask.FromResult(false);
                memory.Write(bytes.Span);
                return ValueTask.FromResult(true);
            },
            cancellationToken).ConfigureAwait(false);
        return isWhole ? memory.ToArray() : null;
    }

    /// <summary>Gives the decoded body piece by piece, until its end or until the taker wants no more.</summary>
    /// <returns>Whether the end was reached.</returns>
    /// <exception cref="HubException">It is in an unknown coding, breaks off, or stands still for too long.</exception>
    public static async Task<bool> CopyAsync(
        HttpResponseMessage answer, HubRequest request, HubOptions options,
        Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask<bool>> take, CancellationToken cancellationToken)
    {
        var address = answer.RequestMessage?.RequestUri ?? request.Address;
        var patience = options.DownloadTimeout;
        using var stall = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var buffer = new byte[StepBytes];
        Stream? body = null;
        try
        {
            stall.CancelAfter(patience);
            body = Decoded(await answer.Content.ReadAsStreamAsync(stall.Token).ConfigureAwait(false), answer, request);
            while (true)
            {
                stall.CancelAfter(patience);
                int count = await ReadSomeAsync(body, buffer, request, address, patience, options, stall.Token, cancellationToken)
                    .ConfigureAwait(false);
                if (count == 0) return true;
                stall.CancelAfter(Timeout.InfiniteTimeSpan);
                if (!await take(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false)) return false;
            }
        }
        finally
        {
            if (body is not null) await body.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Whether an answer says that it is a web page.</summary>
    public static bool IsPage(HttpResponseMessage answer) =>
        answer.Content.Headers.ContentType?.MediaType is { } type
        && (type.Equals("text/html", StringComparison.OrdinalIgnoreCase)
            || type.Equals("application/xhtml+xml", StringComparison.OrdinalIgnoreCase));

    private static async Task<int> ReadSomeAsync(
        Stream body, byte[] buffer, HubRequest request, Uri address, TimeSpan patience, HubOptions options, CancellationToken stall,
        CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(buffer, stall).ConfigureAwait(false);
        }
        catch (Exception exception) when (NetworkErrors.IsOfTheNetwork(exception) || exception is InvalidDataException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw NetworkErrors.From(exception, request, address, patience, options);
        }
    }

    private static Stream Decoded(Stream body, HttpResponseMessage answer, HubRequest request)
    {
        string coding = string.Join(", ", answer.Content.Headers.ContentEncoding);
        return coding.ToLowerInvariant() switch
        {
            "" or "identity" => body,
            "gzip" or "x-gzip" => new GZipStream(body, CompressionMode.Decompress),
            "deflate" => new ZLibStream(body, CompressionMode.Decompress),
            "br" => new BrotliStream(body, CompressionMode.Decompress),
            _ => throw HubErrors.UnknownCoding(request, coding),
        };
    }
}
