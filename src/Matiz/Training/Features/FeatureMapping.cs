using Matiz.Data;
using Matiz.Inference;

namespace Matiz.Training;

/// <summary>The map of the classes alone, for looking at data before anything is fitted.</summary>
public static class FeatureMapping
{
    /// <summary>Extracts the features of rows, brings them into 0 … 1 and lays them out, as <see cref="FeatureRoute"/> does.</summary>
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
        var told = progress is null ? null : new FeatureRoute.ExtractionProgress(progress);
        var features = DatasetFeatures.Of(extractor, rows, options.Cache, told, cancellation);
        var warnings = new List<string>();
        if (features.CacheProblem is { } problem) warnings.Add(problem);
        var map = MapDrawing.Draw(
            rows, features.Features, extractor.Features, options.Seed, options.Threads, warnings,
            progress is null ? null : new FeatureRoute.MapProgress(progress), cancellation);
        return (map, warnings);
    }
}
