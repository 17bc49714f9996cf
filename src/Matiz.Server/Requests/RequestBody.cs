using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Matiz.Server.Requests;

/// <summary>Reads the body of a request: no more bytes than allowed, as JSON that means one thing only.</summary>
internal static class RequestBody
{
    private const int MostDepth = 32;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MostDepth, AllowDuplicateProperties = false };

    /// <summary>The JSON of a body.</summary>
    /// <exception cref="RequestException">It is too large, no JSON, or said to be something else.</exception>
    public static async Task<JsonDocument> ReadJsonAsync(HttpContext context, int mostBytes, CancellationToken cancellationToken)
    {
        RequireJson(context.Request.ContentType);
        return ParseJson(await ReadBytesAsync(context, mostBytes, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>The JSON of some bytes.</summary>
    /// <exception cref="RequestException">They are none.</exception>
    public static JsonDocument ParseJson(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length == 0)
            throw new RequestException(RequestFault.Malformed, "the body is empty. JSON was expected, such as {\"inputs\": \"a text\"}.");
        if (!Utf8.IsValid(bytes.Span))
            throw new RequestException(RequestFault.Malformed, "the body is not UTF-8. JSON in UTF-8 was expected. Encode it so.");
        try
        {
            return JsonDocument.Parse(bytes, Options);
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
    public static async Task<byte[]> ReadBytesAsync(HttpContext context, int mostBytes, CancellationToken cancellationToken)
    {
        string? encoding = context.Request.Headers.ContentEncoding;
        if (!string.IsNullOrEmpty(encoding) && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            throw new RequestException(
                RequestFault.UnsupportedMediaType,
                "the body is compressed (Content-Encoding). One that is not was expected. Send it without.");
        }

        return await ReadAsync(context, mostBytes, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Checks what a body is said to be; what curl -d says, and what says nothing, is read as JSON too.</summary>
    /// <exception cref="RequestException">Something else.</exception>
    public static void RequireJson(string? contentType)
    {
        if (contentType is null) return;
        var type = contentType.AsSpan();
        if (type.IndexOf(';') is >= 0 and var end) type = type[..end];
        type = type.Trim();
        bool isJson = type.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || type.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
            || type.Equals("text/plain", StringComparison.OrdinalIgnoreCase)
            || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase)
            || type.IsEmpty;
        if (isJson) return;
        throw new RequestException(
            RequestFault.UnsupportedMediaType,
            "the body is said to be something else than JSON (Content-Type). application/json was expected.");
    }

    private static async Task<byte[]> ReadAsync(HttpContext context, int most, CancellationToken cancellationToken)
    {
        var request = context.Request;
        if (request.ContentLength > most) throw TooLarge(most);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = most;
        var reader = request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            var buffer = result.Buffer;
            if (buffer.Length > most) throw TooLarge(most);
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
