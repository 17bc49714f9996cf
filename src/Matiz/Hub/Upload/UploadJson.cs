using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Matiz.Hub.Upload;

/// <summary>Small JSON objects as bodies of requests, and answers that are read with care: a server may say anything.</summary>
internal static class UploadJson
{
    private const long MostBytes = 64L << 20;                   // of an answer

    // Names of files stand as they are: what HTML would need is no matter here.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>An object as bytes.</summary>
    public static byte[] Write(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Makes the body of a request, a new one at each try.</summary>
    public static Func<HttpContent> Content(Action<Utf8JsonWriter> members, string mediaType = "application/json")
    {
        byte[] bytes = Write(members);
        return () => new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } };
    }

    /// <summary>Sends a request and reads its answer.</summary>
    /// <param name="client">Sends it.</param>
    /// <param name="request">The request.</param>
    /// <param name="read">Reads the root of the answer.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="HubException">The Hub refuses it, cannot be reached, or answers what cannot be read.</exception>
    public static async Task<T> SendAsync<T>(
        HubClient client, Http.HubRequest request, Func<JsonElement, T> read, CancellationToken cancellationToken)
    {
        byte[] bytes = await client.Transport.SendForJsonAsync(request, MostBytes, cancellationToken).ConfigureAwait(false);
        try
        {
            using var document = JsonDocument.Parse(bytes);
            return read(document.RootElement);
        }
        catch (Exception exception) when (
            exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or UriFormatException)
        {
            throw new HubException(
                HubFault.UnexpectedAnswer,
                $"{request.Address.GetLeftPart(UriPartial.Path)}: "
                + $"the answer is none that the Hub gives ({exception.Message.TrimEnd('.')}). "
                + "An answer to an upload was expected. Check HF_ENDPOINT, or try again later.", exception);
        }
    }

    /// <summary>A text of an answer; null where it is absent or null.</summary>
    public static string? Text(this JsonElement json, string key) =>
        json.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
