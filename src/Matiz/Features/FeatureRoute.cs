using Matiz.Data;
using Matiz.Inference;
using Matiz.Learning;
using Matiz.Models.SentenceTransformers;
using Matiz.Tasks;
using Matiz.Training;

namespace Matiz.Features;

/// <summary>
/// The way without fine-tuning: the features of a frozen encoder, logistic regression on them, the dummy that both have to beat, and a
/// map of the training rows. It says in seconds whether a problem can be told apart at all, and what fine-tuning has to exceed.
/// </summary>
/// <example>
/// <code>
/// var result = FeatureRoute.Run(FeatureExtractor.Load("all-MiniLM-L6-v2"), data);
/// Console.WriteLine($"{result.Metrics["eval_dummy_accuracy"]} → {result.Metrics["eval_accuracy"]}");
/// result.Model.Save("my-features");
/// </code>
/// </example>
internal static class FeatureRoute
{
    private const string Train = "train";
    private const int RowsAtOnce = 4096;

    /// <summary>Extracts, fits, measures and draws.</summary>
    /// <param name="extractor">Encoder, pooling and layer.</param>
    /// <param name="data">With a split <c>train</c>; <c>validation</c> and <c>test</c> are measured where they are there.</param>
    /// <param name="options">Settings; null: the defaults.</param>
    /// <param name="progress">Told what is done, and how far it has come.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="DataException">A split is empty, all training rows have one class, or a feature is NaN or infinite.</exception>
    /// <exception cref="TrainingException">The labels are numbers, or class weights do not fit them.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was triggered.</exception>
    public static FeatureRouteResult Run(
        FeatureExtractor extractor,
        DatasetDict data,
        FeatureRouteOptions? options = null,
        IProgress<FeatureRouteProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(extractor);
        ArgumentNullException.ThrowIfNull(data);
        options ??= new FeatureRouteOptions();
        RequireClasses(data);
        var warnings = new List<string>(WarningsOf(data));
        var features = Extract(extractor, data, options, warnings, progress, cancellation);
        var (train, trainFeatures) = (data[Train], features[Train].Features);

        progress?.Report(new FeatureRouteProgress());
        var head = LogisticHead.Fit(trainFeatures, train, options, cancellation);
        warnings.AddRange(
            head.Classifiers.Select(classifier => classifier?.Result?.Warning).OfType<string>().Distinct(StringComparer.Ordinal));
        var model = head.ToModel(extractor, train.Labels!, data.ProblemType.LabelKind);
        var dummy = DummyBaseline.Fit(train);
        var outputs = new Dictionary<string, PredictionOutput>(StringComparer.Ordinal);
        var dummyMetrics = new SortedDictionary<string, double?>(StringComparer.Ordinal);
        foreach (var (split, prefix) in MeasuredSplits.All.Where(measured => data.ContainsKey(measured.Split)))
        {
            outputs.Add(split, Predict(model, data[split], features[split], prefix, cancellation));
            foreach (var (name, value) in dummy.Measure(data[split])) dummyMetrics[$"{prefix}_{name}"] = value;
        }

        var scaler = new MinMaxScaler();
        scaler.Fit(trainFeatures);
        if (scaler.ConstantFeatures.Count > 0)
            warnings.Add(
                $"{scaler.ConstantFeatures.Count} of {Counted.Words(trainFeatures.Columns, "feature")} "
                + (
                    scaler.ConstantFeatures.Count == 1
                        ? "is the same in every training row. Kept; it tells nothing."
                        : "are the same in every training row. Kept; they tell nothing."));
        var map = options.WithMap
            ? MapDrawing.DrawScaled(
                train, scaler.Transform(trainFeatures), extractor.Features, options.Seed, options.Threads, warnings,
                FeatureRouteProgress.Map(progress), cancellation)
            : null;
        return new FeatureRouteResult
        {
            Features = features,
            Scaler = scaler,
            Classifiers = head.Classifiers,
            Model = model,
            Outputs = outputs,
            DummyMetrics = dummyMetrics,
            Map = map,
            Options = extractor.Features,
            Warnings = warnings,
        };
    }

    // The encoder is not run: the head's logits of features have the bits that the saved model gives for the texts.
    private static PredictionOutput Predict(
        PooledClassifier model, Dataset split, DatasetFeatures features, string prefix, CancellationToken cancellation)
    {
        var (values, columns) = (features.Features.Values, features.Features.Columns);
        var parts = Enumerable.Range(0, split.Count).Chunk(RowsAtOnce).Select(static rows => (rows[0], rows.Length));
        var rows = new Evaluator(model).Predict(
            split.Name, [.. split.Select(static row => row.Label)], features.TokenCounts, parts,
            (tape, start, count) => model.Classify(tape, tape.NewTensor(count, columns, values.AsSpan(start * columns, count * columns))),
            cancellation);
        var metrics = new SortedDictionary<string, double?>(StringComparer.Ordinal);
        foreach (var (name, value) in rows.Measure()) metrics[$"{prefix}_{name}"] = value;
        return rows.ToOutput(metrics, features.TokenCounts, features.DroppedTokens);
    }

    private static Dictionary<string, DatasetFeatures> Extract(
        FeatureExtractor extractor,
        DatasetDict data,
        FeatureRouteOptions options,
        List<string> warnings,
        IProgress<FeatureRouteProgress>? progress,
        CancellationToken cancellation)
    {
        var features = new Dictionary<string, DatasetFeatures>(StringComparer.Ordinal);
        var told = FeatureRouteProgress.Extraction(progress);
        foreach (var (name, split) in data)
        {
            var extracted = DatasetFeatures.ForRows(extractor, split, options.Cache, told, cancellation);
            features.Add(name, extracted);
            if (extracted.CacheProblem is { } problem && !warnings.Contains(problem, StringComparer.Ordinal)) warnings.Add(problem);
        }

        return features;
    }

    private static void RequireClasses(DatasetDict data)
    {
        if (!TextTask.For(data.ProblemType).HasClasses)
        {
            throw new TrainingException(
                "the labels are numbers (regression). The feature route classifies: labels that are classes were expected. "
                + "Fine-tune a regression with train, or name classes.");
        }

        var train = data[Train];
        if (train.Labels is null || train.FirstOrDefault(row => row.Label.Kind == LabelKind.None) is not null)
            throw new TrainingException("training rows have no labels. Every row needs one. Label them or leave them out.");
    }

    private static IEnumerable<string> WarningsOf(DatasetDict data)
    {
        foreach (var split in data.Values.Where(split => split.Count == 1))
            yield return $"{split.Name}: there is a single row. Kept; numbers of one row say little.";
        var counts = new int[data[Train].Labels!.Count];
        foreach (var row in data[Train])
        {
            if (row.Label.Kind == LabelKind.Index) counts[row.Label.Index]++;
            else foreach (int index in row.Label.Indices) counts[index]++;
        }

        string missing = string.Join(", ", data.Labels!.Names.Where((_, index) => counts[index] == 0).Select(name => $"'{name}'"));
        if (missing.Length > 0 && data.UnusedLabels.Count == 0) yield return
            $"train: no row has the label {missing}. The classifier never answers it. Add rows, or leave it out.";
    }
}
