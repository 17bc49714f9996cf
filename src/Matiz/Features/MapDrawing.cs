using Matiz.Data;
using Matiz.Inference;
using Matiz.Learning;
using Matiz.Training;

namespace Matiz.Features;

/// <summary>
/// Draws the map of labelled rows: UMAP of their features, each brought into 0 … 1, by the cosine, with the reference's settings; and
/// measures how far to trust it.
/// </summary>
internal static class MapDrawing
{
    // Trustworthiness compares all rows with all: beyond this, evenly spaced rows stand for all.
    private const int MostRowsMeasured = 4000;

    /// <summary>The map.</summary>
    /// <param name="rows">The rows, of one split.</param>
    /// <param name="features">Their features as they are, [rows, features].</param>
    /// <param name="options">How they were pooled; recorded.</param>
    /// <param name="seed">Draws the map. Default 42.</param>
    /// <param name="threads">Threads at most; null: one a core. The map has the same bits for any number.</param>
    /// <param name="warnings">Gets what is worth a look; null: nobody asks.</param>
    /// <param name="progress">Told the share of the steps that are done.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="DataException">There is no row, or a feature is NaN or infinite.</exception>
    /// <exception cref="ArgumentException">The features are not those of the rows.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was triggered.</exception>
    public static FeatureMap Draw(
        Dataset rows,
        FeatureMatrix features,
        FeatureOptions options,
        long seed = 42,
        int? threads = null,
        ICollection<string>? warnings = null,
        IProgress<double>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(options);
        if (features.Rows != rows.Count) throw new ArgumentException(
            $"found features of {features.Rows} rows, expected {rows.Count}: pass one for each.", nameof(features));
        var scaler = new MinMaxScaler();
        scaler.Fit(features);
        return DrawScaled(rows, scaler.Transform(features), options, seed, threads, warnings, progress, cancellation);
    }

    /// <summary>The map of rows whose texts are still to be read, for looking at data before anything is fitted.</summary>
    /// <param name="extractor">Encoder, pooling and layer.</param>
    /// <param name="rows">The rows; labels only name them, any problem type will do.</param>
    /// <param name="options">Seed, threads and cache; null: the defaults.</param>
    /// <param name="progress">Told what is done, and how far it has come.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The map, and what is worth a look.</returns>
    /// <exception cref="DataException">There is no row, or a feature is NaN or infinite.</exception>
    public static (FeatureMap Map, IReadOnlyList<string> Warnings) Draw(
        FeatureExtractor extractor, Dataset rows, FeatureRouteOptions? options = null, IProgress<FeatureRouteProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(extractor);
        ArgumentNullException.ThrowIfNull(rows);
        options ??= new FeatureRouteOptions();
        var features = DatasetFeatures.ForRows(extractor, rows, options.Cache, FeatureRouteProgress.Extraction(progress), cancellation);
        var warnings = new List<string>();
        if (features.CacheProblem is { } problem) warnings.Add(problem);
        var map = Draw(
            rows, features.Features, extractor.Features, options.Seed, options.Threads, warnings, FeatureRouteProgress.Map(progress),
            cancellation);
        return (map, warnings);
    }

    /// <summary>The map of features that lie between 0 and 1 already.</summary>
    internal static FeatureMap DrawScaled(
        Dataset rows,
        FeatureMatrix scaled,
        FeatureOptions options,
        long seed,
        int? threads,
        ICollection<string>? warnings,
        IProgress<double>? progress,
        CancellationToken cancellation)
    {
        var umap = new Umap(new UmapOptions { Metric = NeighborMetric.Cosine, Seed = seed, Threads = threads });
        var result = umap.Fit(scaled, progress: progress is null ? null : new Drawing(progress), cancellation: cancellation);
        foreach (string warning in result.Warnings) warnings?.Add($"map: {warning}");
        int[] measured = Measured(result.Embedding);
        var (original, embedding) = (scaled.Select(measured), result.Embedding.Select(measured));
        return new FeatureMap
        {
            Embedding = result.Embedding,
            Labels = [.. rows.Select(row => ClassOf(row.Label))],
            Split = rows.Name,
            Pooling = SettingNames.Name(options.Pooling),
            Metric = SettingNames.Name(umap.Options.Metric),
            NeighborCount = result.NeighborCount,
            MinDistance = umap.Options.MinDistance,
            Seed = umap.Options.Seed,
            Trustworthiness15 = Trust(original, embedding, 15, cancellation),
            Trustworthiness5 = Trust(original, embedding, 5, cancellation),
            TrustworthinessRows = measured.Length,
        };
    }

    private static double? Trust(FeatureMatrix original, FeatureMatrix embedding, int neighbors, CancellationToken cancellation) =>
        2 * neighbors < original.Rows ? Trustworthiness.Compute(original, embedding, neighbors, NeighborMetric.Cosine, cancellation) : null;

    // Evenly spaced ones of the rows that have a place.
    private static int[] Measured(FeatureMatrix embedding)
    {
        int[] placed = [.. Enumerable.Range(0, embedding.Rows).Where(row => !float.IsNaN(embedding[row][0]))];
        return placed.Length <= MostRowsMeasured
            ? placed
            : [.. Enumerable.Range(0, MostRowsMeasured).Select(i => placed[(int)((long)i * placed.Length / MostRowsMeasured)])];
    }

    private static int ClassOf(Label label) => label.Kind switch
    {
        LabelKind.Index => label.Index,
        LabelKind.Indices when label.Indices.Length > 0 => label.Indices[0],
        _ => -1,
    };

    private sealed class Drawing(IProgress<double> whole) : IProgress<UmapProgress>
    {
        public void Report(UmapProgress value) => whole.Report(value.Epoch / (double)Math.Max(1, value.EpochCount));
    }
}
