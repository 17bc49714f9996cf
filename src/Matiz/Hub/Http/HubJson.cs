using System.Text.Json;

namespace Matiz.Hub.Http;

/// <summary>Reads members of JSON that a server sent; what is missing or of another kind is named.</summary>
internal static class HubJson
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64 };

    /// <summary>Parses an answer and reads it; whatever is wrong with it is one typed error.</summary>
    /// <exception cref="HubException">It is no JSON, or not what was expected.</exception>
    public static T Read<T>(byte[] json, HubRequest request, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            return read(document.RootElement);
        }
        catch (JsonException exception)
        {
            throw Unexpected(request, $"no JSON ({HubErrorBody.Clean(exception.Message, token: null)})", exception);
        }
        catch (MissingMemberException exception)
        {
            throw Unexpected(request, exception.Message, exception);
        }
        catch (InvalidOperationException exception)
        {
            throw Unexpected(request, "JSON of another shape", exception);  // a lone surrogate in a text
        }
    }

    /// <summary>A text; null where it is missing, null or something else.</summary>
    public static string? Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    /// <summary>A text that must be there.</summary>
    public static string RequiredText(JsonElement parent, string name) =>
        Text(parent, name) is { Length: > 0 } text ? text : throw Missing(name, "a text");

    /// <summary>A count that must be there.</summary>
    public static long RequiredSize(JsonElement parent, string name) => Number(parent, name) ?? throw Missing(name, "a size");

    /// <summary>A whole number of at least 0; null where it is missing or something else.</summary>
    public static long? Number(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) && number >= 0
            ? number
            : null;

    /// <summary>Whether a member is true.</summary>
    public static bool Flag(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    /// <summary>An object; null where it is missing or something else.</summary>
    public static JsonElement? Object(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object
            ? value
            : null;

    /// <summary>The items of a list; none where it is missing or something else.</summary>
    public static IEnumerable<JsonElement> Items(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray()
            : [];

    /// <summary>The items of an answer that must be a list.</summary>
    public static IEnumerable<JsonElement> RequiredItems(JsonElement root) =>
        root.ValueKind == JsonValueKind.Array ? root.EnumerateArray() : throw new MissingMemberException("no list");

    private static MissingMemberException Missing(string name, string kind) => new($"JSON whose '{name}' is not {kind}");

    private static HubException Unexpected(HubRequest request, string found, Exception cause) => new(
        HubFault.UnexpectedAnswer,
        $"{request.Subject}: {request.Address.IdnHost} answers with {found}. The JSON of a Hub was expected. Correct HF_ENDPOINT, or try "
            + "again later.",
        cause);
}
