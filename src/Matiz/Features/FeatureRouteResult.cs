using Matiz.Inference;
using Matiz.Learning;
using Matiz.Models;
using Matiz.Training;

namespace Matiz.Features;

/// <summary>What <see cref="FeatureRoute.Run"/> found.</summary>
public sealed record FeatureRouteResult
{
    /// <summary>The features by split.</summary>
    public required IReadOnlyDictionary<string, DatasetFeatures> Features { get; init; }

    /// <summary>Brings the training features into 0 … 1; the map is drawn of these.</summary>
    public required MinMaxScaler Scaler { get; init; }

    /// <summary>
    /// The regression over all classes; where a row may have several labels one for each label, null where all training rows agree about
    /// it. They read the features as they are, not scaled.
    /// </summary>
    public required IReadOnlyList<LogisticRegression?> Classifiers { get; init; }

    /// <summary>
    /// Encoder and regression as one model: its logits are those of <see cref="Outputs"/>. Saved, it is a sentence-transformers folder,
    /// which <see cref="TextClassifier"/> opens and Python's sentence-transformers as well.
    /// </summary>
    public required SequenceClassificationModel Model { get; init; }

    /// <summary>What the model says of validation and test, by split.</summary>
    public required IReadOnlyDictionary<string, PredictionOutput> Outputs { get; init; }

    /// <summary>The dummy's metrics, <c>eval_…</c> and <c>test_…</c>.</summary>
    public required IReadOnlyDictionary<string, double?> DummyMetrics { get; init; }

    /// <summary>The training rows in the plane; null where it was not asked for, or there are too few rows.</summary>
    public FeatureMap? Map { get; init; }

    /// <summary>Pooling and layer.</summary>
    public required FeatureOptions Options { get; init; }

    /// <summary>What is worth a look: one line each.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Why features could not be kept for the next time, one line each; empty where they were, or were not meant to be.</summary>
    public IReadOnlyList<string> CacheProblems =>
        [.. Features.Values.Select(split => split.CacheProblem).OfType<string>().Distinct(StringComparer.Ordinal)];

    /// <summary>
    /// All metrics: <c>eval_…</c> and <c>test_…</c> of the regression, <c>eval_dummy_accuracy</c>, <c>test_dummy_accuracy</c> (one label a
    /// row), <c>umap_trustworthiness_15</c>, <c>umap_trustworthiness_5</c> (with a map).
    /// </summary>
    public IReadOnlyDictionary<string, double?> Metrics
    {
        get
        {
            var all = new SortedDictionary<string, double?>(TrainMetrics.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);
            foreach (var split in Outputs.Keys)
            {
                foreach (var (key, value) in MetricsOf(split)) all[key] = value;
            }

            return all;
        }
    }

    /// <summary>Both baselines, as a run folder keeps them.</summary>
    public Baselines Baselines => new()
    {
        Dummy = DummyMetrics,
        Features = Outputs.Values.SelectMany(output => output.Metrics).ToDictionary(StringComparer.Ordinal),
        Pooling = SettingNames.Name(Options.Pooling),
        Layer = Options.Layer,
    };

    /// <summary>
    /// What is measured of the training rows: the map's trustworthiness, and the rows it was measured on; empty without a map.
    /// </summary>
    public IReadOnlyDictionary<string, double?> TrainMetrics => Map is null
        ? new Dictionary<string, double?>(StringComparer.Ordinal)
        : new Dictionary<string, double?>(StringComparer.Ordinal)
        {
            ["umap_trustworthiness_15"] = Map.Trustworthiness15,
            ["umap_trustworthiness_5"] = Map.Trustworthiness5,
            ["umap_trustworthiness_rows"] = Map.TrustworthinessRows,
        };

    /// <summary>The metrics of one split under its prefix, with the dummy's accuracy.</summary>
    /// <param name="split"><c>validation</c> or <c>test</c>.</param>
    public IReadOnlyDictionary<string, double?> MetricsOf(string split)
    {
        var metrics = new SortedDictionary<string,
        double?>(Outputs[split].Metrics.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);
        string prefix = MeasuredSplits.PrefixOf(split);
        if (DummyMetrics.TryGetValue($"{prefix}_accuracy", out double? dummy)) metrics[$"{prefix}_dummy_accuracy"] = dummy;
        return metrics;
    }

    /// <summary>
    /// Writes what a report needs later without the encoder: <c>baselines.json</c> and, with a map, <c>umap.safetensors</c>.
    /// </summary>
    /// <param name="folder">A run folder.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public void Save(string folder)
    {
        Map?.Save(folder);
        Baselines.Save(folder);                                 // last: where it is, the map is not missing
    }
}
