using Matiz.Data;
using Matiz.Inference;
using Matiz.Learning;

namespace Matiz.Training;

/// <summary>Draws the map of the training rows: UMAP of their features, brought into 0 … 1, by the cosine; and measures how far to trust it.</summary>
internal static class MapDrawing
{
    // Trustworthiness compares all rows with all: beyond this, evenly spaced rows stand for all.
    private const int MostRowsMeasured = 4000;

    /// <summary>The map.</summary>
    /// <param name="rows">The training rows.</param>
    /// <param name="scaled">Their features after scaling.</param>
    /// <param name="features">How they were pooled.</param>
    /// <param name="options">Seed and threads.</param>
    /// <param name="warnings">Gets what is worth a look.</param>
    /// <param name="progress">Told the share of the steps that are done.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static FeatureMap Draw(
        Dataset rows,
        FeatureMatrix scaled,
        FeatureOptions features,
        FeatureRouteOptions options,
        List<string> warnings,
        IProgress<FeatureRouteProgress>? progress,
        CancellationToken cancellation)
    {
        var umap = new Umap(new UmapOptions { Metric = NeighborMetric.Cosine, Seed = options.Seed, Threads = options.Threads });
        var result = umap.Fit(scaled, progress: progress is null ? null : new Drawing(progress), cancellation: cancellation);
        warnings.AddRange(result.Warnings.Select(warning => $"map: {warning}"));
        int[] measured = Measured(result.Embedding);
        var (original, embedding) = (scaled.Select(measured), result.Embedding.Select(measured));
        return new FeatureMap
        {
            Embedding = result.Embedding,
            Labels = [.. rows.Select(row => ClassOf(row.Label))],
            Split = rows.Name,
            Pooling = SettingNames.Of(features.Pooling),
            Metric = SettingNames.Of(umap.Options.Metric),
            NeighborCount = umap.Options.NeighborCount,
            MinDistance = umap.Options.MinDistance,
            Seed = umap.Options.Seed,
            Trustworthiness15 = Trust(original, embedding, 15, cancellation),
            Trustworthiness5 = Trust(original, embedding, 5, cancellation),
            TrustworthinessRows = measured.Length,
        };
    }

    private static double? Trust(FeatureMatrix original, FeatureMatrix embedding, int neighbors, CancellationToken cancellation) =>
        2 * neighbors < original.Rows ? Trustworthiness.Of(original, embedding, neighbors, NeighborMetric.Cosine, cancellation) : null;

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

    private sealed class Drawing(IProgress<FeatureRouteProgress> route) : IProgress<UmapProgress>
    {
        public void Report(UmapProgress value) =>
            route.Report(new FeatureRouteProgress(FeatureRoutePhase.Mapping) { MapShare = value.Epoch / (double)Math.Max(1, value.EpochCount) });
    }
}
