using System.Text.Json;
using System.Text.Json.Nodes;
using Matiz.Files;
using Matiz.Formats.Json;
using Matiz.Formats;

namespace Matiz.Training;

/// <summary>Numbers by key in a flat JSON object, indented, sorted; undefined ones are null.</summary>
internal static class ResultsFile
{
    public static void Save(string path, IReadOnlyDictionary<string, double?> values)
    {
        var json = new JsonObject(values
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(
                pair => KeyValuePair.Create(
                    pair.Key, (JsonNode?)(pair.Value is { } value && double.IsFinite(value) ? JsonValue.Create(value) : null))));
        AtomicFile.WriteAllText(path, json.ToJsonString(JsonStyles.IndentedAscii) + "\n");
    }

    public static IReadOnlyDictionary<string, double?> Load(string path)
    {
        if (!File.Exists(path)) return new Dictionary<string, double?>(StringComparer.Ordinal);
        try
        {
            return JsonNode.Parse(File.ReadAllBytes(path)).Required().AsObject()
                .ToDictionary(pair => pair.Key, pair => pair.Value?.GetValue<double>(), StringComparer.Ordinal);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            throw new TrainingException(
                $"{path}: this is no flat JSON object of numbers. The results that training wrote were expected. Restore the file.",
                exception);
        }
    }
}
