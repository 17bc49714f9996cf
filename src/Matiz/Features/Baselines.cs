using System.Text.Json;
using System.Text.Json.Nodes;
using Matiz.Files;
using Matiz.Formats.Json;
using Matiz.Formats;
using Matiz.Training;

namespace Matiz.Features;

/// <summary>What a fine-tuned model is compared with: the dummy, and logistic regression on frozen features.</summary>
public sealed record Baselines
{
    /// <summary>The file's name in a run folder.</summary>
    public const string FileName = RunFiles.Baselines;

    private const string DummyKey = "dummy", FeaturesKey = "features", PoolingKey = "pooling", LayerKey = "layer";

    /// <summary>The metrics of always answering the most frequent class, under <c>eval_</c> and <c>test_</c>; null: undefined.</summary>
    public required IReadOnlyDictionary<string, double?> Dummy { get; init; }

    /// <summary>The metrics of logistic regression on the features, under <c>eval_</c> and <c>test_</c>.</summary>
    public required IReadOnlyDictionary<string, double?> Features { get; init; }

    /// <summary>How the features were pooled: <c>cls</c>, <c>mean</c>, <c>max</c>.</summary>
    public required string Pooling { get; init; }

    /// <summary>The layer whose output was pooled; null: the last.</summary>
    public required int? Layer { get; init; }

    /// <summary>Writes the file into a folder, whole or not at all.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public void Save(string folder)
    {
        var features = new JsonObject { [PoolingKey] = Pooling, [LayerKey] = Layer };
        Add(features, Features);
        var json = new JsonObject { [DummyKey] = Add([], Dummy), [FeaturesKey] = features };
        AtomicFile.WriteAllText(Path.Combine(folder, FileName), json.ToJsonString(JsonStyles.IndentedAscii) + "\n");
    }

    /// <summary>Reads the file of a run folder; null where there is none.</summary>
    /// <exception cref="TrainingException">The file is damaged or holds something else.</exception>
    public static Baselines? Load(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) return null;
        try
        {
            var json = JsonNode.Parse(File.ReadAllBytes(path)).Required().AsObject();
            var features = json.Required(FeaturesKey).AsObject();
            return new Baselines
            {
                Dummy = Numbers(json.Required(DummyKey).AsObject()),
                Features = Numbers(features),
                Pooling = features.Required(PoolingKey).GetValue<string>(),
                Layer = features[LayerKey]?.GetValue<int>(),
            };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            throw new TrainingException(
                $"{path}: these are no baselines of a run. The file that the feature route wrote was expected. "
                + "Restore it, or run it again.", exception);
        }
    }

    private static JsonObject Add(JsonObject json, IReadOnlyDictionary<string, double?> values)
    {
        foreach (var (key, value) in values.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            json[key] = value is { } number && double.IsFinite(number) ? JsonValue.Create(number) : null;
        return json;
    }

    private static Dictionary<string, double?> Numbers(JsonObject json) => json
        .Where(pair => pair.Key is not (PoolingKey or LayerKey))
        .ToDictionary(pair => pair.Key, pair => pair.Value?.GetValue<double>(), StringComparer.Ordinal);
}
