using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace Matiz.Formats.Json;

/// <summary>
/// JSON as Python's parser takes it: <c>NaN</c>, <c>Infinity</c> and <c>-Infinity</c> are numbers, of equal keys the last one counts.
/// Text that is no Unicode is refused: bytes that are no UTF-8, halves of surrogate pairs.
/// </summary>
public static class PythonJson
{
    // Stands before a number that JSON has no word for; as two characters of the private use area no file is known to hold it.
    private const string Mark = "\uF8FF\uF8FE";

    private static readonly string[] Words = ["-Infinity", "Infinity", "NaN"];

    /// <summary>
    /// Parses a text, from which a UTF-8 mark is skipped. The three words are strings in it, see <see cref="IsNumberWord(JsonElement)"/>.
    /// </summary>
    /// <exception cref="JsonException">It is no JSON; the line is that of the text.</exception>
    /// <exception cref="FormatException">It is no Unicode: found and where, as a sentence without its stop.</exception>
    public static JsonDocument ParseDocument(ReadOnlyMemory<byte> json)
    {
        if (json.Span.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) json = json[3..];
        RequireUnicode(json.Span);
        return JsonDocument.Parse(WithWordsQuoted(json));
    }

    /// <summary>Parses a text into nodes that can be changed; every number keeps its spelling.</summary>
    /// <inheritdoc cref="ParseDocument"/>
    public static JsonNode? ParseNode(ReadOnlyMemory<byte> json)
    {
        using var document = ParseDocument(json);
        return ToNode(document.RootElement.Clone(), "");
    }

    /// <summary>Whether a node of <see cref="ParseNode"/> is one of the three words.</summary>
    public static bool IsNumberWord(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue(out string? text) && text.StartsWith(Mark, StringComparison.Ordinal);

    /// <summary>Whether an element of <see cref="ParseDocument"/> is one of the three words.</summary>
    public static bool IsNumberWord(JsonElement element) =>
        element.ValueKind == JsonValueKind.String && Words.Any(word => element.ValueEquals(Mark + word));

    /// <summary>The text of nodes, written by any serializer, with the three words as Python writes them.</summary>
    public static string Restore(string json)
    {
        foreach (string mark in (string[])[Mark, "\\uF8FF\\uF8FE", "\\uf8ff\\uf8fe"])
        {
            if (!json.Contains(mark, StringComparison.Ordinal)) continue;
            foreach (string word in Words) json = json.Replace($"\"{mark}{word}\"", word, StringComparison.Ordinal);
        }

        return json;
    }

    private static void RequireUnicode(ReadOnlySpan<byte> json)
    {
        if (json.Length >= 2 && json[..2] is [0xFF, 0xFE] or [0xFE, 0xFF]) throw new FormatException("the file is UTF-16");
        if (Utf8.IsValid(json)) return;
        Span<char> chars = stackalloc char[256];
        int at = 0;
        while (true)
        {
            var state = Utf8.ToUtf16(json[at..], chars, out int read, out _, replaceInvalidSequences: false);
            at += read;
            if (state == System.Buffers.OperationStatus.DestinationTooSmall) continue;
            throw new FormatException(
                $"line {1 + json[..at].Count((byte)'\n')}: the byte 0x{json[at]:X2} is no UTF-8; the file may be Latin-1");
        }
    }

    // A quoted word is longer than the word, so places of errors behind one on its line are some bytes off; the line is right.
    private static ReadOnlyMemory<byte> WithWordsQuoted(ReadOnlyMemory<byte> json)
    {
        var text = json.Span;
        if (text.IndexOf("NaN"u8) < 0 && text.IndexOf("Infinity"u8) < 0) return json;
        var result = new List<byte>(text.Length + 64);
        bool isString = false;
        for (int i = 0; i < text.Length; i++)
        {
            if (isString && text[i] == '\\' && i + 1 < text.Length)
            {
                result.Add(text[i++]);
            }
            else if (text[i] == '"')
            {
                isString = !isString;
            }
            else if (!isString && WordAt(text[i..]) is { } word)
            {
                result.AddRange(System.Text.Encoding.UTF8.GetBytes($"\"{Mark}{word}\""));
                i += word.Length - 1;
                continue;
            }

            result.Add(text[i]);
        }

        return result.ToArray();
    }

    private static string? WordAt(ReadOnlySpan<byte> text)
    {
        foreach (string word in Words)
        {
            if (text.Length >= word.Length && System.Text.Ascii.Equals(text[..word.Length], word)) return word;
        }

        return null;
    }

    private static JsonNode? ToNode(JsonElement element, string path)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var keys = new JsonObject();
                foreach (var property in element.EnumerateObject())
                {
                    string key = Text(() => property.Name, path + ".");
                    keys[key] = ToNode(property.Value, path.Length == 0 ? key : $"{path}.{key}");
                }

                return keys;
            case JsonValueKind.Array:
                return new JsonArray([.. element.EnumerateArray().Select((item, index) => ToNode(item, $"{path}[{index}]"))]);
            case JsonValueKind.Null:
                return null;
            case JsonValueKind.String:
                Text(() => element.GetString()!, path);
                return JsonValue.Create(element);
            default:
                return JsonValue.Create(element);
        }
    }

    private static string Text(Func<string> read, string path)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException exception)
        {
            throw new FormatException($"'{path.TrimEnd('.')}' holds one half of a surrogate pair, which is no character", exception);
        }
    }
}
