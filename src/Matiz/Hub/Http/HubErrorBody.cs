using System.Text.Json;

namespace Matiz.Hub.Http;

/// <summary>What a server says of an error, in any of its forms, as one short line.</summary>
internal static class HubErrorBody
{
    private const int MostBytes = 1 << 16, MostCharacters = 300, MostTexts = 5;

    /// <summary>The text of an error; null where there is none that people should read.</summary>
    public static async Task<string?> ReadAsync(
        HttpResponseMessage answer, HubRequest request, HubOptions options, string? token, CancellationToken cancellationToken)
    {
        string? text = null;
        try
        {
            byte[]? body = HubBody.IsPage(answer) ? null
                : await HubBody.ReadAsync(answer, request, options, MostBytes, cancellationToken).ConfigureAwait(false);
            if (body is { Length: > 0 }) text = TextIn(body);
        }
        catch (HubException)
        {
            // The status says enough.
        }

        text ??= HubHeaders.Text(answer, "X-Error-Message");
        return string.IsNullOrWhiteSpace(text) ? null : Clean(text, token);
    }

    /// <summary>
    /// <c>{"error": "text"}</c>, <c>{"error": ["a", "b"]}</c>, <c>{"error": "x", "error_description": "y"}</c> or
    /// <c>{"errors": [{"message": "…"}]}</c>; null for everything else.
    /// </summary>
    internal static string? TextIn(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object) return null;
            var texts = new List<string>();
            foreach (var member in document.RootElement.EnumerateObject())
            {
                if (member.Name is "error" or "error_description" or "errors" or "message") Collect(member.Value, texts);
            }

            return texts.Count == 0 ? null : string.Join("; ", texts.Distinct(StringComparer.Ordinal).Take(MostTexts));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>One line without control characters, not too long, and without the token, which a server may repeat.</summary>
    public static string Clean(string text, string? token)
    {
        if (token is not null) text = text.Replace(token, "hf_…", StringComparison.Ordinal);
        string line = string.Join(' ', text.Split([' ', '\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries));
        line = string.Concat(line.Where(character => !char.IsControl(character)));
        return line.Length > MostCharacters ? line[..MostCharacters] + "…" : line;
    }

    private static void Collect(JsonElement value, List<string> texts)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String when value.GetString() is { Length: > 0 } text: texts.Add(text); break;
            case JsonValueKind.Object when value.TryGetProperty("message", out var message): Collect(message, texts); break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray().Take(MostTexts)) Collect(item, texts);
                break;
        }
    }
}
