using System.Text.Json;
using System.Text.Json.Nodes;
using Matiz.Training;

namespace Matiz.Reports.Facts;

/// <summary>What simpler ways reach on the same rows: <c>baselines.json</c> of a run.</summary>
internal sealed class Baselines
{
    public const string FileName = "baselines.json";

    private Baselines(IReadOnlyDictionary<string, double?> dummy, IReadOnlyDictionary<string, double?> features, string? pooling, int? layer) =>
        (Dummy, Features, Pooling, Layer) = (dummy, features, pooling, layer);

    /// <summary>Always the most frequent class: metrics under <c>eval_</c> and <c>test_</c>.</summary>
    public IReadOnlyDictionary<string, double?> Dummy { get; }

    /// <summary>Logistic regression on features of the frozen encoder.</summary>
    public IReadOnlyDictionary<string, double?> Features { get; }

    /// <summary>How one vector was made of those of the tokens.</summary>
    public string? Pooling { get; }

    /// <summary>The layer of the features; null: the last.</summary>
    public int? Layer { get; }

    /// <summary>Reads the file of a run; null where there is none.</summary>
    /// <exception cref="TrainingException">The file is damaged.</exception>
    public static Baselines? Load(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) return null;
        try
        {
            var json = JsonNode.Parse(File.ReadAllBytes(path))!.AsObject();
            var features = json["features"] as JsonObject;
            return new Baselines(
                Numbers(json["dummy"] as JsonObject), Numbers(features), features?["pooling"]?.GetValue<string>(), features?["layer"]?.GetValue<int>());
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or NullReferenceException or FormatException)
        {
            throw new TrainingException(
                $"{path}: this is no list of baselines. The file that the run wrote was expected. Remove it to leave baselines out, or run anew.", exception);
        }
    }

    private static Dictionary<string, double?> Numbers(JsonObject? json) => (json ?? [])
        .Where(static pair => pair.Value is null || pair.Value.GetValueKind() == JsonValueKind.Number)
        .ToDictionary(static pair => pair.Key, static pair => pair.Value?.GetValue<double>(), StringComparer.Ordinal);
}
