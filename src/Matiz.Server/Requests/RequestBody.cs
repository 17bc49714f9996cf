using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Matiz.Server.Requests;

/// <summary>Reads the body of a request: no more bytes than allowed, as JSON that means one thing only.</summary>
internal static class RequestBody
{
    private const int MostDepth = 32, MostPassedOver = 64_000_000;

    private static readonly string[] Types = ["application/json", "application/x-www-form-urlencoded", "text/plain"];
    private static readonly string[] Charsets = ["utf-8", "utf8", "us-ascii"];
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MostDepth, AllowDuplicateProperties = false };

    private static ReadOnlySpan<byte> Mark => [0xEF, 0xBB, 0xBF];

    /// <summary>The JSON of some bytes; a UTF-8 mark before it is skipped.</summary>
    /// <exception cref="RequestException">They are none.</exception>
    public static JsonDocument ParseJson(ReadOnlyMemory<byte> json)
    {
        if (json.Span.StartsWith(Mark)) json = json[Mark.Length..];
        if (json.IsEmpty)
            throw new RequestException(RequestFault.Malformed, "the body is empty. JSON was expected, such as {\"inputs\": \"a text\"}.");
        if (!Utf8.IsValid(json.Span))
            throw new RequestException(RequestFault.Malformed, "the body is not UTF-8. JSON in UTF-8 was expected. Encode it so.");
        try
        {
            return JsonDocument.Parse(json, Options);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            string place = exception is JsonException { LineNumber: { } line, BytePositionInLine: { } column }
                ? $" near line {line + 1}, byte {column + 1}"
                : "";
            throw new RequestException(
                RequestFault.Malformed,
                $"the body is no JSON{place}. JSON was expected, nested at most {MostDepth} deep, each name once in its "
                    + "object. Correct it.");
        }
    }

    /// <summary>The bytes of a body.</summary>
    /// <exception cref="RequestException">There are too many, or they are compressed.</exception>
    public static Task<byte[]> ReadBytesAsync(HttpContext context, int mostBytes, CancellationToken cancellationToken)
    {
        string? encoding = context.Request.Headers.ContentEncoding;
        if (string.IsNullOrEmpty(encoding) || encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
            return ReadAsync(context, mostBytes, cancellationToken);
        throw new RequestException(
            RequestFault.UnsupportedMediaType,
            "the body is compressed (Content-Encoding). One that is not was expected. Send it as it is.");
    }

    /// <summary>Checks what a body is said to be; what curl -d says, and what says nothing, is read as JSON too.</summary>
    /// <exception cref="RequestException">Something else.</exception>
    public static void RequireJson(string? contentType)
    {
        if (string.IsNullOrEmpty(contentType)) return;
        bool isJson = MediaTypeHeaderValue.TryParse(contentType, out var type) && IsJson(type.MediaType)
            && (type.Charset.Length == 0 || Charsets.Contains(type.Charset.Value!.Trim('"'), StringComparer.OrdinalIgnoreCase));
        if (isJson) return;
        throw new RequestException(
            RequestFault.UnsupportedMediaType,
            "the body is said to be something else than JSON in UTF-8 (Content-Type). application/json was expected.");
    }

    private static bool IsJson(StringSegment type) =>
        Types.Any(known => type.Equals(known, StringComparison.OrdinalIgnoreCase))
        || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase);

    private static async Task<byte[]> ReadAsync(HttpContext context, int most, CancellationToken cancellationToken)
    {
        var request = context.Request;
        var limit = context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } open ? open : null;
        if (request.ContentLength is { } length && length > most)
        {
            // Kestrel reads on what may be read, once it has answered: a client that sends before it reads would see a broken
            // connection else.
            if (length <= MostPassedOver) limit?.MaxRequestBodySize = length;
            throw TooLarge(most);
        }

        limit?.MaxRequestBodySize = most;
        var reader = request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            var buffer = result.Buffer;
            if (buffer.Length > most)
            {
                reader.AdvanceTo(buffer.End);       // Kestrel reads the rest away, and cannot while this piece is held
                throw TooLarge(most);
            }

            if (result.IsCompleted)
            {
                byte[] bytes = buffer.ToArray();
                reader.AdvanceTo(buffer.End);
                return bytes;
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private static RequestException TooLarge(int most) => new(
        RequestFault.TooLarge, $"the body is too large. At most {most} bytes were expected. Send the texts in several requests.");
}
