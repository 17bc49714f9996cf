using System.Text.Json.Nodes;

namespace Matiz.Server.OpenApi;

/// <summary>Paths in documents.</summary>
internal static class ApiPath
{
    private const string Owner = "{owner}/";

    /// <summary>A path as it is outlined: catch-all parts are parts like others, and the owner of a name belongs to it.</summary>
    public static string Plain(string pattern) =>
        pattern.Replace("{**", "{", StringComparison.Ordinal).Replace(Owner, "", StringComparison.Ordinal);

    /// <summary>Whether a path has a part for the owner of a name.</summary>
    public static bool HasOwner(string pattern) => pattern.Contains(Owner, StringComparison.Ordinal);

    /// <summary>The names of the parts that vary.</summary>
    public static IEnumerable<string> Names(string path)
    {
        foreach (string part in path.Split('/'))
        {
            if (part.StartsWith('{')) yield return part.Trim('{', '}');
        }
    }

    /// <summary>The object of a part.</summary>
    public static JsonNode Parameter(string name) => new JsonObject
    {
        ["name"] = name,
        ["in"] = "path",
        ["required"] = true,
        ["schema"] = new JsonObject { ["type"] = "string" },
    };

    /// <summary>A name for an operation that no other has: <c>post_v1_classify</c>.</summary>
    public static string OperationId(string method, string path) =>
        string.Join(
            '_', [method, .. path.Split('/', '.').Where(static part => part.Length > 0).Select(static part => part.Trim('{', '}'))]);
}
