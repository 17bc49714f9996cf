namespace Matiz.Learning;

/// <summary>
/// Uniform manifold approximation and projection (McInnes, Healy, Melville, 2018; reference: umap-learn): a map of rows in few
/// dimensions that keeps near rows near. Neighbours become a fuzzy graph, and points pull and push each other until the map has one like
/// it.
/// </summary>
/// <remarks>
/// Settings and their defaults are the reference's; its maps cannot be had bit for bit, but quality is the same. A map has the same bits
/// for any number of threads, where the reference gives up its threads for that.
/// </remarks>
/// <example>
/// <code>
/// var map = new Umap(new UmapOptions { Metric = NeighborMetric.Cosine }).Fit(features);
/// FeatureMatrix places = map.Embedding;                           // [rows, 2]
/// FeatureMatrix others = map.Transform(newFeatures);
/// </code>
/// </example>
public sealed class Umap
{
    // The row itself is the first of its neighbours: two rows have each other only if both count.
    private const int LeastNeighbors = 2;

    /// <summary>A map maker.</summary>
    /// <param name="options">Settings; null: the defaults.</param>
    /// <exception cref="ArgumentException">Two settings do not go together.</exception>
    public Umap(UmapOptions? options = null)
    {
        Options = options ?? new UmapOptions();
        Options.Check();
    }

    /// <summary>The settings.</summary>
    public UmapOptions Options { get; }

    /// <summary>Makes the map of some rows.</summary>
    /// <param name="features">[rows, columns]; kept by the result.</param>
    /// <param name="labels">
    /// For a supervised map, which draws classes apart: a class index a row, -1 where it is unknown. Empty, the default: only the features
    /// count.
    /// </param>
    /// <param name="progress">Told at each stage and after each epoch.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="Data.DataException">There is no row, or a feature is NaN or infinite.</exception>
    /// <exception cref="ArgumentException">Labels or first places are not one for each row.</exception>
    public UmapResult Fit(
        FeatureMatrix features, ReadOnlySpan<int> labels = default, IProgress<UmapProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(features);
        if (features.Rows == 0) LearningErrors.NoRows("the features to map have");
        if (!labels.IsEmpty && labels.Length != features.Rows)
            LearningErrors.Length("labels", labels.Length, features.Rows, nameof(labels));
        features.RequireFinite("the feature");
        RequireFirstPlaces(features.Rows);
        var warnings = new List<string>();
        int count = NeighborCount(features.Rows, warnings), epochs = Options.Epochs(features.Rows);
        var curve = Options is { A: { } a, B: { } b } ? new LayoutCurve(a, b) : LayoutCurve.Fit(Options.Spread, Options.MinDistance);
        if (features.Rows == 1)
            return new UmapResult(
                Options, curve, features, new FeatureMatrix(new float[Options.ComponentCount], 1, Options.ComponentCount), warnings);

        progress?.Report(new UmapProgress(UmapStage.Neighbors, 0, epochs));
        var neighbors = UmapNeighbors.Among(features, count, Options, cancellation);
        progress?.Report(new UmapProgress(UmapStage.Graph, 0, epochs));
        var graph = Graph(neighbors, labels);
        var places = Places(graph, features, curve, neighbors.Distances.Max() > 0, warnings, progress, cancellation);
        return new UmapResult(Options, curve, features, new FeatureMatrix(places, features.Rows, Options.ComponentCount), warnings);
    }

    internal FuzzyGraph Graph(NeighborTable neighbors, ReadOnlySpan<int> labels)
    {
        var smooth = SmoothDistances.Fit(neighbors, Options.LocalConnectivity, Options.Threads);
        var graph = FuzzyGraph.Directed(neighbors, smooth).Symmetrized(Options.SetOpMixRatio);
        return labels.IsEmpty ? graph : graph.WithLabels(labels, Options.TargetWeight);
    }

    // Rows without any edge have no place: the others are laid out without them.
    private float[] Places(
        FuzzyGraph graph, FeatureMatrix features, LayoutCurve curve, bool differ, List<string> warnings, IProgress<UmapProgress>? progress,
        CancellationToken cancellation)
    {
        int[] joined = [.. Enumerable.Range(0, graph.Rows).Where(row => graph.Offsets[row] < graph.Offsets[row + 1])];
        if (joined.Length == graph.Rows) return Layout(graph, features, Options, curve, differ, warnings, progress, cancellation);

        warnings.Add($"{graph.Rows - joined.Length} of {graph.Rows} rows have no neighbour near enough and no place in the map (NaN).");
        var result = new float[graph.Rows * Options.ComponentCount];
        Array.Fill(result, float.NaN);
        if (joined.Length == 0) return result;
        var options = Options with { InitialEmbedding = Options.InitialEmbedding?.Select(joined) };
        var places = Layout(graph.Part(joined), features.Select(joined), options, curve, differ, warnings, progress, cancellation);
        for (int i = 0; i < joined.Length; i++)
            places.AsSpan(i * Options.ComponentCount, Options.ComponentCount).CopyTo(result.AsSpan(joined[i] * Options.ComponentCount));
        return result;
    }

    private static float[] Layout(
        FuzzyGraph graph, FeatureMatrix features, UmapOptions options, LayoutCurve curve, bool differ, List<string> warnings,
        IProgress<UmapProgress>? progress, CancellationToken cancellation)
    {
        int epochs = options.Epochs(features.Rows);
        progress?.Report(new UmapProgress(UmapStage.Init, 0, epochs));
        var pruned = graph.Pruned(graph.Weights.Max() / (epochs > 10 ? epochs : UmapOptions.DefaultEpochs(features.Rows)));
        var places = FirstPlaces.Find(pruned, features, options, differ, warnings, cancellation);
        var settings = new LayoutSettings(
            curve, options.ComponentCount, epochs, options.LearningRate, options.RepulsionStrength, options.NegativeSampleRate,
            options.Seed, options.Threads);
        LayoutOptimizer.Fit(
            pruned, settings, places, progress is null ? null : epoch => progress.Report(new UmapProgress(UmapStage.Layout, epoch, epochs)),
            cancellation);
        return places;
    }

    /// <summary>
    /// The neighbours that a row can have among so many rows: as many as asked for, or all others; two at least, which count it itself.
    /// </summary>
    internal static int NeighborsAmong(int rows, int asked) =>
        rows > asked ? asked : rows == 1 ? 0 : Math.Max(LeastNeighbors, rows - 1);

    private int NeighborCount(int rows, List<string> warnings)
    {
        if (rows > Options.NeighborCount) return Options.NeighborCount;
        int used = Math.Max(LeastNeighbors, NeighborsAmong(rows, Options.NeighborCount));
        if (rows == 1) warnings.Add("one row alone makes no map; it lies at 0.");
        else if (used < Options.NeighborCount)
            warnings.Add($"{rows} rows are too few for {Options.NeighborCount} neighbours; {used} are used.");
        return used;
    }

    private void RequireFirstPlaces(int rows)
    {
        if (Options.InitialEmbedding is not { } given) return;
        if (given.Rows != rows) LearningErrors.Length("rows of first places", given.Rows, rows, nameof(UmapOptions.InitialEmbedding));
        if (given.Columns != Options.ComponentCount)
            LearningErrors.Length("columns of first places", given.Columns, Options.ComponentCount, nameof(UmapOptions.InitialEmbedding));
        given.RequireFinite("the first place");
    }
}
