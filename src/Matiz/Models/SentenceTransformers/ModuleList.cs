using System.Text.Json;
using System.Text.Json.Nodes;
using Matiz.Files;
using Matiz.Formats.Json;

namespace Matiz.Models.SentenceTransformers;

/// <summary>One part of a sentence-transformers model.</summary>
/// <param name="Kind">The last part of its class: <c>Transformer</c>, <c>Pooling</c>, <c>Dense</c>, <c>Normalize</c>, …</param>
/// <param name="Folder">The folder of its files below the model's; empty: the model's own.</param>
internal sealed record Module(string Kind, string Folder);

/// <summary>The parts of a sentence-transformers model in the order in which they are computed: <c>modules.json</c>.</summary>
internal static class ModuleList
{
    public const string FileName = "modules.json";

    private const string ClassPrefix = "sentence_transformers.models.";

    /// <summary>The parts; null where the folder has no such file.</summary>
    /// <exception cref="ModelException">The file is damaged, or names a folder elsewhere.</exception>
    public static IReadOnlyList<Module>? Read(ModelFiles files)
    {
        if (files.Read(FileName, "a file of a model", (place, reason) => new ModelException(place, reason)) is not { } bytes) return null;
        string path = files.PathOf(FileName);
        try
        {
            using var document = PythonJson.ParseDocument(bytes);
            return [.. document.RootElement.EnumerateArray().Select(module => Read(path, module))];
        }
        catch (Exception exception) when (
            exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new ModelException(
                path, "this is no list of modules, expected [{\"idx\": 0, \"name\": \"0\", \"path\": \"\", \"type\": \"…\"}, …]. "
                + "Fetch the file again, or remove it.", exception);
        }
    }

    /// <summary>The text of the file for parts in their order.</summary>
    public static string ToJson(params IEnumerable<Module> modules) =>
        new JsonArray([.. modules.Select((module, index) => (JsonNode)new JsonObject
        {
            ["idx"] = index,
            ["name"] = index.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["path"] = module.Folder,
            ["type"] = ClassPrefix + module.Kind,
        })]).ToJsonString(JsonStyles.IndentedAscii) + "\n";

    private static Module Read(string path, JsonElement module)
    {
        string type = module.GetProperty("type").GetString() ?? "", folder = module.GetProperty("path").GetString() ?? "";
        if (folder.AsSpan().IndexOfAny("/\\:\0") >= 0 || folder is "." or "..")
        {
            throw new ModelException(
                path, $"a module lies in '{folder}', expected a plain folder name. "
                + "Do not trust these files: fetch them from another source.");
        }

        return new Module(type[(type.LastIndexOf('.') + 1)..], folder);
    }
}
