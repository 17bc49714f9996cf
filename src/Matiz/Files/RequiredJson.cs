using System.Text.Json.Nodes;

namespace Matiz.Files;

/// <summary>Values that a JSON file has to have.</summary>
internal static class RequiredJson
{
    /// <summary>The value of a key.</summary>
    /// <exception cref="FormatException">There is none, or it is null; or all of this is null.</exception>
    /// <exception cref="InvalidOperationException">This is no object.</exception>
    public static JsonNode Required(this JsonNode? node, string key) =>
        node.Required()[key] ?? throw new FormatException($"there is no '{key}'");

    /// <summary>This value.</summary>
    /// <exception cref="FormatException">It is null.</exception>
    public static JsonNode Required(this JsonNode? node) => node ?? throw new FormatException("there is null where a value was expected");
}
