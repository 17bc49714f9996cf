using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Matiz.Formats.Json;

namespace Matiz.Models;

/// <content>Typed access to single keys.</content>
public sealed partial class ModelConfig
{
    /// <summary>True when the file has the key and its value is not null.</summary>
    public bool Contains(string key) => _keys[key] is not null;

    /// <summary>True when the file has the key and says null.</summary>
    public bool IsNull(string key) => _keys.ContainsKey(key) && _keys[key] is null;

    /// <summary>True when the file has the key and its value is an object or a list that is not empty, or anything else but null.</summary>
    internal bool HasMembers(string key) => _keys[key] switch
    {
        null or JsonObject { Count: 0 } or JsonArray { Count: 0 } => false,
        _ => true,
    };

    /// <summary>A whole number.</summary>
    /// <param name="key">The key in the file.</param>
    /// <param name="defaultValue">Given when the key is absent or null; null: the key must be there.</param>
    /// <param name="min">The smallest number allowed. Default 0.</param>
    /// <exception cref="ModelException">The key is missing without a default, or holds something else.</exception>
    public int GetInt32(string key, int? defaultValue = null, int min = 0)
    {
        if (_keys[key] is not { } node) return defaultValue ?? throw Missing(key, $"a whole number from {min}");
        if (node is JsonValue value && value.TryGetValue(out int number) && number >= min) return number;
        throw Wrong(key, node, $"a whole number from {min}");
    }

    /// <summary>A number.</summary>
    /// <param name="key">The key in the file.</param>
    /// <param name="defaultValue">Given when the key is absent or null; null: the key must be there.</param>
    /// <exception cref="ModelException">The key is missing without a default, or holds something else.</exception>
    public float GetSingle(string key, float? defaultValue = null)
    {
        if (_keys[key] is not { } node) return defaultValue ?? throw Missing(key, "a number");
        if (node is JsonValue value && value.TryGetValue(out float number) && float.IsFinite(number)) return number;
        throw Wrong(key, node, "a number");
    }

    /// <summary>A number from 0, such as what is added below a root.</summary>
    /// <param name="key">The key in the file.</param>
    /// <param name="defaultValue">Given when the key is absent or null.</param>
    /// <exception cref="ModelException">The key holds something else.</exception>
    internal float GetNonNegative(string key, float defaultValue)
    {
        float number = GetSingle(key, defaultValue);
        return number >= 0 ? number : throw Wrong(key, _keys[key]!, "a number from 0");
    }

    /// <summary>A share from 0 to below 1, such as a dropout rate.</summary>
    /// <param name="key">The key in the file.</param>
    /// <param name="defaultValue">Given when the key is absent or null.</param>
    /// <exception cref="ModelException">The key holds something else.</exception>
    public float GetRate(string key, float defaultValue)
    {
        float rate = GetSingle(key, defaultValue);
        return rate is >= 0 and < 1 ? rate : throw Wrong(key, _keys[key]!, "a number from 0 to below 1");
    }

    /// <summary>A text.</summary>
    /// <param name="key">The key in the file.</param>
    /// <param name="defaultValue">Given when the key is absent or null.</param>
    /// <exception cref="ModelException">The key holds something else.</exception>
    public string? GetString(string key, string? defaultValue)
    {
        if (_keys[key] is not { } node) return defaultValue;
        return node.GetValueKind() == JsonValueKind.String && !PythonJson.IsNumberWord(node)
            ? node.GetValue<string>()
            : throw Wrong(key, node, "a text");
    }

    /// <summary>True when the file has the key and its value is a text.</summary>
    internal bool IsText(string key) => _keys[key]?.GetValueKind() == JsonValueKind.String;

    /// <summary>A text by itself, or those of a list.</summary>
    /// <param name="key">The key in the file.</param>
    /// <returns>null where the key is absent or null.</returns>
    /// <exception cref="ModelException">The key holds something else.</exception>
    internal IReadOnlyList<string>? GetTexts(string key) => _keys[key] switch
    {
        null => null,
        JsonArray list when list.All(item => item?.GetValueKind() == JsonValueKind.String) =>
            [.. list.Select(item => item!.GetValue<string>())],
        JsonArray list => throw Wrong(key, list, "a text or a list of texts"),
        _ => [GetString(key, null)!],
    };

    /// <summary>An object, as a copy; null where the key is absent, null or holds something else.</summary>
    internal JsonObject? GetObject(string key) => _keys[key] is JsonObject found ? (JsonObject)found.DeepClone() : null;

    /// <summary>A list, as a copy; null where the key is absent, null or holds something else.</summary>
    internal JsonArray? GetArray(string key) => _keys[key] is JsonArray found ? (JsonArray)found.DeepClone() : null;

    /// <summary>True or false.</summary>
    /// <param name="key">The key in the file.</param>
    /// <param name="defaultValue">Given when the key is absent or null.</param>
    /// <exception cref="ModelException">The key holds something else.</exception>
    public bool GetBoolean(string key, bool defaultValue)
    {
        if (_keys[key] is not { } node) return defaultValue;
        return node.GetValueKind() switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw Wrong(key, node, "true or false"),
        };
    }

    private ModelException Missing(string key, string expected) =>
        new(Path, $"'{key}' is missing, expected {expected}. Was the file written for another architecture than '{ModelType}'?");

    private ModelException Wrong(string key, JsonNode found, string expected)
    {
        const int Most = 60;
        string text = PythonJson.Restore(found.ToJsonString(JsonStyles.Compact));
        if (text.Length > Most) text = string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, Most)}…");
        return new ModelException(Path, $"'{key}' is {text}, expected {expected}. Correct the file, or fetch it again.");
    }
}
