using System.Text.Json;
using System.Text.Json.Nodes;
using Matiz.Data;
using Matiz.Files;
using Matiz.Formats;
using Matiz.Formats.Json;
using Matiz.Metrics;
using Matiz.Models;

namespace Matiz.Tasks;

/// <summary>
/// What makes a model's scores honest, saved beside its weights as <c>calibration.json</c>: a temperature (Guo, Pleiss, Sun, Weinberger
/// 2017), a threshold for each label where several may apply, and a least score below which no label is given. Logits and losses stay raw.
/// </summary>
public sealed record ModelCalibration
{
    /// <summary>The file's name in a model folder.</summary>
    public const string FileName = "calibration.json";

    private const float DefaultThreshold = 0.5f;
    private const string TemperatureKey = "temperature", ThresholdsKey = "thresholds", MinScoreKey = "min_score";

    private const int MostShown = 60;                           // characters of a value in a message

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>A calibration that changes nothing.</summary>
    public static ModelCalibration None { get; } = new();

    /// <summary>What logits are divided by before softmax or sigmoid. Default 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Zero, negative or not finite.</exception>
    public double Temperature
    {
        get;
        init => field = double.IsFinite(value) && value > 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Temperature), value, "a finite number above 0 was expected.");
    } = 1;

    /// <summary>
    /// The score above which each label is given, by its name, where several labels a text are asked for; labels that are left out have
    /// 0.5. Null (the default): 0.5 for all.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A threshold is not between 0 and 1.</exception>
    public IReadOnlyDictionary<string, float>? Thresholds
    {
        get;
        init
        {
            foreach (float threshold in value?.Values ?? [])
            {
                if (threshold is not (>= 0 and <= 1))
                    throw new ArgumentOutOfRangeException(nameof(Thresholds), threshold, "a number from 0 to 1 was expected.");
            }

            field = value;
        }
    }

    /// <summary>No label is given whose score is below. Null (the default): there always is one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not between 0 and 1.</exception>
    public double? MinScore
    {
        get;
        init => field = value is null or (>= 0 and <= 1)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MinScore), value, "a number from 0 to 1 was expected.");
    }

    /// <summary>The thresholds in label order, the least score among them: a label is given where its score is greater.</summary>
    public float[] ThresholdsOf(ClassLabel labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        float least = MinScore is { } score ? float.BitDecrement((float)score) : float.NegativeInfinity;
        return [.. labels.Names.Select(name => Math.Max(least, Thresholds?.GetValueOrDefault(name, DefaultThreshold) ?? DefaultThreshold))];
    }

    /// <summary>Whether every score and label stays as it is.</summary>
    public bool ChangesNothing =>
        Temperature == 1 && MinScore is null && (Thresholds?.Values.All(value => value == DefaultThreshold) ?? true);

    /// <summary>Whether a single label is given at a score.</summary>
    public bool Answers(float score) => MinScore is not { } least || score >= least;

    /// <summary>The labels of a multi-label row, ascending.</summary>
    /// <param name="scores">[labels]</param>
    /// <param name="labels">The classes in the order of the scores.</param>
    public IReadOnlyList<int> LabelsOf(ReadOnlySpan<float> scores, ClassLabel labels)
    {
        var thresholds = ThresholdsOf(labels);
        var given = new List<int>();
        for (int k = 0; k < thresholds.Length; k++)
        {
            if (MultiLabelMetrics.IsPredicted(scores[k], thresholds[k])) given.Add(k);
        }

        return given;
    }

    /// <summary>The calibration of a model folder, or <see cref="None"/> where it has no such file.</summary>
    /// <param name="folder">The model folder.</param>
    /// <param name="labels">The model's classes, to which thresholds must belong.</param>
    /// <exception cref="ModelException">The file is damaged, or belongs to another model.</exception>
    public static ModelCalibration Load(string folder, ClassLabel labels) => Load(ModelFiles.InFolder(folder), labels);

    /// <summary>The calibration among a model's files, or <see cref="None"/> where there is none.</summary>
    /// <param name="files">The model's files.</param>
    /// <param name="labels">The model's classes, to which thresholds must belong.</param>
    /// <exception cref="ModelException">The file is damaged, or belongs to another model.</exception>
    public static ModelCalibration Load(ModelFiles files, ClassLabel labels)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(labels);
        string path = files.PathOf(FileName);
        if (Directory.Exists(files.LocalPathOf(FileName))) throw Damaged(path, "this is a folder", "A file was expected");
        if (files.Read(FileName, "a calibration", (place, reason) => new ModelException(place, reason)) is not { } bytes) return None;
        JsonNode? root;
        try
        {
            PythonJson.ParseNode(bytes);                        // for text that is no Unicode, which shows only where it is read
            root = JsonNode.Parse(bytes, documentOptions: Strict);
        }
        catch (FormatException exception)
        {
            throw Damaged(path, exception.Message, "JSON in UTF-8 was expected", exception);
        }
        catch (JsonException exception)
        {
            throw Damaged(path, $"this is no valid JSON (line {(exception.LineNumber ?? 0) + 1})", "One object was expected", exception);
        }

        if (root is not JsonObject keys)
            throw Damaged(path, "this is no JSON object", $"One with {TemperatureKey}, {ThresholdsKey} and {MinScoreKey} was expected");
        foreach (var (key, _) in keys)
        {
            if (key is not (TemperatureKey or ThresholdsKey or MinScoreKey))
                throw Damaged(path, $"the key '{key}' is unknown", $"{TemperatureKey}, {ThresholdsKey} and {MinScoreKey} were expected");
        }

        double temperature = Number(path, keys, TemperatureKey, "a number above 0", value => value > 0) ?? 1;
        return new ModelCalibration
        {
            Temperature = temperature,
            Thresholds = ReadThresholds(path, keys, labels),
            MinScore = Number(path, keys, MinScoreKey, "a number from 0 to 1, or null", value => value is >= 0 and <= 1),
        };
    }

    /// <summary>Writes the file into a model folder, whole or not at all.</summary>
    /// <exception cref="IOException">The folder cannot be written; a file that was there is as it was.</exception>
    public void Save(string folder) => AtomicFile.WriteAllText(Path.Combine(folder, FileName), ToJson());

    /// <summary>The text of the file.</summary>
    public string ToJson() => new JsonObject
    {
        [MinScoreKey] = MinScore,
        [TemperatureKey] = Temperature,
        [ThresholdsKey] = Thresholds is null
            ? null
            : new JsonObject(Thresholds.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
    }.ToJsonString(JsonStyles.Indented) + "\n";

    private static Dictionary<string, float>? ReadThresholds(string path, JsonObject keys, ClassLabel labels)
    {
        if (keys[ThresholdsKey] is not { } node) return null;
        if (node is not JsonObject entries)
            throw Damaged(path, $"'{ThresholdsKey}' is {Shown(node)}", "An object with a number for each label was expected");
        var thresholds = new Dictionary<string, float>(StringComparer.Ordinal);
        foreach (var (name, _) in entries)
        {
            if (!labels.TryIndexOf(name, out _))
                throw Damaged(path, $"'{ThresholdsKey}' names the label '{name}'", $"The model's labels {labels.Listed()} were expected");
            if (Number(path, entries, name, "a number from 0 to 1", value => value is >= 0 and <= 1) is { } threshold)
                thresholds.Add(name, (float)threshold);
        }

        return thresholds;
    }

    private static double? Number(string path, JsonObject keys, string key, string expected, Func<double, bool> accepts)
    {
        if (keys[key] is not { } node) return null;
        if (node is JsonValue value && value.TryGetValue(out double number) && double.IsFinite(number) && accepts(number)) return number;
        throw Damaged(path, $"'{key}' is {Shown(node)}", $"Expected {expected}");
    }

    private static string Shown(JsonNode node)
    {
        string text = node.ToJsonString(JsonStyles.Compact);
        return text.Length <= MostShown ? text : text[..MostShown] + "…";
    }

    private static ModelException Damaged(string path, string found, string expected, Exception? exception = null) =>
        new(
            path,
            $"{found}. {expected}. Write it again with 'ModelCalibration.Save', remove the file, or leave it out with "
                + "InferenceOptions.Raw.",
            exception);
}
