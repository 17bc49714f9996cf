using System.Text.Json;
using Matiz.Data.Tables;

namespace Matiz.Data.Cards;

/// <summary>
/// <c>dataset_infos.json</c>, in which datasets were described before cards did it: an object of configurations. It is read for the names
/// of classes where the card has none.
/// </summary>
internal static class OlderInfos
{
    /// <summary>What it says of each configuration; the name of an only one is no name that anyone asks for.</summary>
    /// <param name="text">The file.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <exception cref="DataException">It is no JSON object.</exception>
    public static IReadOnlyList<DatasetInfo> Read(string text, string file)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            if (json.RootElement.ValueKind != JsonValueKind.Object) throw new JsonException("no object");
            var infos = json.RootElement.EnumerateObject().Where(entry => entry.Value.ValueKind == JsonValueKind.Object)
                .Select(entry => new DatasetInfo(entry.Name) { LabelNames = NamesIn(entry.Value) })
                .DistinctBy(info => info.Configuration, StringComparer.Ordinal).ToList();
            return infos is [var only] ? [only with { Configuration = DatasetCard.DefaultConfiguration }] : infos;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new DataException(
                file, (int)((exception as JsonException)?.LineNumber ?? -1) + 1,
                "this is no description of a dataset. An object of configurations was expected. Correct or remove the file.", exception);
        }
    }

    private static Dictionary<string, IReadOnlyList<string>> NamesIn(JsonElement info)
    {
        var found = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        if (!info.TryGetProperty("features", out var features) || features.ValueKind != JsonValueKind.Object) return found;
        foreach (var feature in features.EnumerateObject())
        {
            if (DatasetFeatures.NamesOf(features, feature.Name) is { Count: > 0 } names) found[feature.Name] = names;
        }

        return found;
    }
}
