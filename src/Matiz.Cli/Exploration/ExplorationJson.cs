using System.Text.Json;
using Matiz.Workflows;

namespace Matiz.Cli.Exploration;

/// <summary>The object of <c>explore --json</c>: over all splits.</summary>
internal static class ExplorationJson
{
    public static void Write(Utf8JsonWriter json, ExplorationResult found)
    {
        json.WriteStartObject();
        json.WriteStartObject("labels");
        foreach (string label in found.Summary.LabelNames ?? [])
            json.WriteNumber(label, found.Summary.Splits.Values.Sum(split => split.Labels?.GetValueOrDefault(label) ?? 0));
        json.WriteEndObject();
        json.WriteStartObject("token_lengths");
        json.WriteNumber("min", found.Lengths.Min);
        json.WriteNumber("mean", found.Lengths.Mean);
        json.WriteNumber("median", found.Lengths.Median);
        json.WriteNumber("p95", found.Lengths.P95);
        json.WriteNumber("max", found.Lengths.Max);
        json.WriteEndObject();
        json.WriteNumber("share_cut", found.ShareCut);
        json.WriteNumber("duplicates", found.Duplicates);
        json.WriteNumber("leaks", found.Leaks);
        if (found.Map is { } map)
        {
            json.WriteStartObject("umap");
            json.WriteNumber("rows", map.Embedding.Rows);
            json.WriteNumberOrNull("trustworthiness_15", map.Trustworthiness15);
            json.WriteNumberOrNull("trustworthiness_5", map.Trustworthiness5);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("umap");
        }

        json.WriteEndObject();
    }
}
