using System.Text.Json;
using System.Text.Json.Nodes;
using Matiz.Data;
using Matiz.Features;
using Matiz.Runs;
using Matiz.Tasks;
using Matiz.Training;

namespace Matiz.Sharing.Cards;

/// <summary>Everything that a card is made of; what is null or empty is not known, and nothing is said of it.</summary>
internal sealed partial record CardFacts
{
    /// <summary>What the model is called: the last part of its id, or of its folder.</summary>
    public required string Name { get; init; }

    /// <summary>Its id on the Hub; null: it is on nobody's.</summary>
    public string? RepositoryId { get; init; }

    /// <summary>What stands for the model in the ways to use it.</summary>
    public string Place => RepositoryId ?? "THIS-FOLDER";

    /// <summary>The version of the library that made the model, else the one that writes the card.</summary>
    public string Version => Text("matiz_version") ?? Machine.Version;

    /// <summary>The task.</summary>
    public required TextTask Task { get; init; }

    /// <summary>The classes; null for regression.</summary>
    public ClassLabel? Labels { get; init; }

    /// <summary>The family of the encoder, as <c>config.json</c> has it.</summary>
    public string? ModelType { get; init; }

    /// <summary>How many numbers its weights hold.</summary>
    public long? Parameters { get; init; }

    /// <summary>Whether it is a frozen encoder with a linear classifier, a sentence-transformers folder.</summary>
    public bool IsPooled { get; init; }

    /// <summary>Tokens at which texts are cut.</summary>
    public int? MaxLength { get; init; }

    /// <summary>The calibration beside the weights.</summary>
    public ModelCalibration Calibration { get; init; } = ModelCalibration.None;

    /// <summary>The temperature or thresholds that suit the validation rows best.</summary>
    public CalibrationFit? Fit { get; init; }

    /// <summary>What was recorded when the run began; empty for a model that no run made.</summary>
    public RunSettings Settings { get; init; } = RunSettings.Empty;

    /// <summary>The model that it was made of.</summary>
    public CardBase? Base { get; init; }

    /// <summary>What it was trained on.</summary>
    public CardData? Data { get; init; }

    /// <summary>Splits, files and counts.</summary>
    public DatasetSummary? Dataset { get; init; }

    /// <summary>What <c>all_results.json</c> holds; null: undefined.</summary>
    public IReadOnlyDictionary<string, double?> Results { get; init; } = new Dictionary<string, double?>(StringComparer.Ordinal);

    /// <summary>The history of the training.</summary>
    public IReadOnlyList<LogEntry> History { get; init; } = [];

    /// <summary>What was counted of the predicted splits: validation, test.</summary>
    public IReadOnlyList<CardSplit> Splits { get; init; } = [];

    /// <summary>The split that speaks for the model: test where there is one.</summary>
    public CardSplit? Main => Splits.FirstOrDefault(static split => split.Name is "test") ?? (Splits.Count > 0 ? Splits[0] : null);

    /// <summary>What simpler ways reach.</summary>
    public Baselines? Baselines { get; init; }

    /// <summary>Whether a run made it.</summary>
    public bool IsTrained => Settings.Keys.Any();

    /// <summary>Whether a row is a pair of texts.</summary>
    public bool HasPairs => Dataset?.Files.Any(static file => file.Columns?.TextPair is not null) ?? false;

    /// <summary><c>text</c> or <c>pair of texts</c>.</summary>
    public string Unit => HasPairs ? "pair of texts" : "text";

    /// <summary>So many texts or pairs.</summary>
    public string Units(long count) => HasPairs
        ? CardNumbers.Counted(count, "pair of texts", "pairs of texts")
        : CardNumbers.Counted(count, "text");

    /// <summary>The splits that have results, in order.</summary>
    public IReadOnlyList<(string Split, string Prefix)> Measured =>
        [.. MeasuredSplits.All.Where(split => Results.Any(pair => pair.Value is not null && IsMetricOf(split.Prefix, pair.Key)))];

    /// <summary>A result; null: there is none, or it is undefined.</summary>
    public double? Result(string prefix, string metric) =>
        Results.GetValueOrDefault($"{prefix}_{metric}") is { } value && double.IsFinite(value) ? value : null;

    /// <summary>A recorded text; null where there is none.</summary>
    public string? Text(string key) =>
        Settings[key] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    private static bool IsMetricOf(string prefix, string key) =>
        key.StartsWith(prefix + "_", StringComparison.Ordinal) && Metrics.MetricCatalog.TryFind(key) is not null;
}

/// <summary>The model that another one was made of.</summary>
/// <param name="Name">What it is called: its id on the Hub, or the last part of the name under which it was given.</param>
/// <param name="HubId">Its id on the Hub, where it is known.</param>
/// <param name="License">Its licence in the Hub's spelling, where it is known.</param>
internal sealed record CardBase(string Name, string? HubId = null, string? License = null);

/// <summary>What a model was trained on.</summary>
/// <param name="Name">In words: the id of a dataset, a name, or its files.</param>
/// <param name="HubId">Its id on the Hub; null: it is not from there.</param>
internal sealed record CardData(string Name, string? HubId = null)
{
    /// <summary>The files of each split that has its own, in words.</summary>
    public IReadOnlyDictionary<string, string> BySplit { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Its configuration on the Hub; null: the only one, or not from there.</summary>
    public string? Configuration { get; init; }

    /// <summary>Its commit on the Hub.</summary>
    public string? Revision { get; init; }

    /// <summary>The languages that its card names, in the Hub's spelling.</summary>
    public IReadOnlyList<string> Languages { get; init; } = [];

    /// <summary>What the rows of a split came from, in words.</summary>
    public string NameOf(string split) => BySplit.GetValueOrDefault(split) ?? Name;
}
