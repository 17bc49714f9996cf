using System.Text.Json;

namespace Matiz.Server.Requests;

/// <summary>Reads members of an object of a request; a fault names the member, what was found and what was expected.</summary>
internal static class JsonFields
{
    /// <summary>The value, which must be an object.</summary>
    public static JsonElement Object(JsonElement value, string name = "the body") =>
        value.ValueKind == JsonValueKind.Object ? value : throw Wrong(name, value, "an object");

    /// <summary>A member; null where it is absent or null.</summary>
    public static JsonElement? Optional(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value)
            && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>A member that must be there.</summary>
    public static JsonElement Required(JsonElement parent, string name) => Optional(parent, name)
        ?? throw new RequestException(RequestFault.Invalid, $"there is no '{name}'. It was expected. Add it.");

    /// <summary>A text; NUL and other control characters are part of it, half a surrogate pair is none.</summary>
    public static string Text(JsonElement value, string name)
    {
        if (value.ValueKind != JsonValueKind.String) throw Wrong(name, value, "a text");
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new RequestException(
                RequestFault.Invalid,
                $"'{name}' holds half of a surrogate pair (\\uD800 to \\uDFFF). Whole characters were expected. Correct it.");
        }
    }

    /// <summary>A text or a list of texts.</summary>
    public static IReadOnlyList<string> Texts(JsonElement value, string name) => value.ValueKind switch
    {
        JsonValueKind.String => [Text(value, name)],
        JsonValueKind.Array => [.. value.EnumerateArray().Select((item, index) => Text(item, $"{name}[{index}]"))],
        _ => throw Wrong(name, value, "a text or a list of texts"),
    };

    /// <summary>True or false; the default where it is absent.</summary>
    public static bool Flag(JsonElement parent, string name, bool defaultValue) => Optional(parent, name) switch
    {
        null => defaultValue,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { } value => throw Wrong(name, value, "true or false"),
    };

    /// <summary>A whole number; null where it is absent.</summary>
    public static int? Whole(JsonElement parent, string name, int least, int most = int.MaxValue)
    {
        if (Optional(parent, name) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number >= least && number <= most)
            return number;
        throw Wrong(name, value, most == int.MaxValue ? $"a whole number of at least {least}" : $"a whole number from {least} to {most}");
    }

    /// <summary>A number; null where it is absent.</summary>
    public static double? Real(JsonElement parent, string name, double least, double most)
    {
        if (Optional(parent, name) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && number >= least && number <= most)
            return number;
        throw Wrong(name, value, $"a number from {least} to {most}");
    }

    /// <summary>One of a few words; null where it is absent.</summary>
    public static string? Choice(JsonElement parent, string name, params IReadOnlyList<string> choices)
    {
        if (Optional(parent, name) is not { } value) return null;
        string text = Text(value, name);
        return choices.Contains(text, StringComparer.Ordinal) ? text : throw new RequestException(
            RequestFault.Invalid,
            $"'{name}' is another word. One of {string.Join(", ", choices)} was expected. Correct it, or leave it out.");
    }

    /// <summary>Refuses members that are not known.</summary>
    public static void RequireKnown(JsonElement parent, params IReadOnlyList<string> names)
    {
        foreach (var member in parent.EnumerateObject())
        {
            if (names.Any(member.NameEquals)) continue;
            throw new RequestException(
                RequestFault.Invalid, $"there is a member that is not known here. Known are {string.Join(", ", names)}. Leave it out.");
        }
    }

    /// <summary>The fault of a member.</summary>
    public static RequestException Wrong(string name, JsonElement value, string expected) => new(
        RequestFault.Invalid, $"'{name}' is {Kind(value)}. {char.ToUpperInvariant(expected[0])}{expected[1..]} was expected. Correct it.");

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number out of range or of another kind",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        JsonValueKind.Null => "null",
        _ => "nothing",
    };
}
