using System.Buffers;
using System.Text.Json;
using Matiz.Formats.Json;

namespace Matiz.Server.Requests;

/// <summary>An answer that is whole before anything of it is sent: status, type and bytes.</summary>
internal readonly record struct HttpAnswer(int Status, string? ContentType, ReadOnlyMemory<byte> Body)
{
    private const string JsonType = "application/json";

    /// <summary>An answer of JSON.</summary>
    /// <param name="status">The status.</param>
    /// <param name="write">Writes one value.</param>
    /// <param name="contentType">What it is called.</param>
    public static HttpAnswer Json(int status, Action<Utf8JsonWriter> write, string contentType = JsonType)
    {
        ArgumentNullException.ThrowIfNull(write);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, JsonStyles.Line)) write(json);
        return new HttpAnswer(status, contentType, buffer.WrittenMemory);
    }

    /// <summary>An answer of one JSON object.</summary>
    /// <param name="status">The status.</param>
    /// <param name="members">Writes its members.</param>
    /// <param name="contentType">What it is called.</param>
    public static HttpAnswer JsonObject(int status, Action<Utf8JsonWriter> members, string contentType = JsonType) => Json(
        status,
        json =>
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        },
        contentType);
}
