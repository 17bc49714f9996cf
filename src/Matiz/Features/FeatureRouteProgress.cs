namespace Matiz.Features;

/// <summary>What the feature route is doing.</summary>
public enum FeatureRoutePhase
{
    /// <summary>The encoder reads the rows.</summary>
    Extracting,

    /// <summary>Logistic regression learns.</summary>
    Fitting,

    /// <summary>The map is drawn.</summary>
    Mapping,
}

/// <summary>How far the feature route has come.</summary>
/// <param name="Phase">What it is doing.</param>
public sealed record FeatureRouteProgress(FeatureRoutePhase Phase)
{
    /// <summary>Of the extraction; null in other phases.</summary>
    public FeatureProgress? Features { get; init; }

    /// <summary>The share of the map's steps that are done; null in other phases.</summary>
    public double? MapShare { get; init; }

    /// <summary>What tells the route how far the extraction is; null where nobody asks.</summary>
    internal static IProgress<FeatureProgress>? Extraction(IProgress<FeatureRouteProgress>? route) =>
        route is null ? null : new Relay<FeatureProgress>(
            route, value => new FeatureRouteProgress(FeatureRoutePhase.Extracting) { Features = value });

    /// <summary>What tells the route how far the map is; null where nobody asks.</summary>
    internal static IProgress<double>? Map(IProgress<FeatureRouteProgress>? route) =>
        route is null ? null : new Relay<double>(route, value => new FeatureRouteProgress(FeatureRoutePhase.Mapping) { MapShare = value });

    private sealed class Relay<T>(IProgress<FeatureRouteProgress> route, Func<T, FeatureRouteProgress> convert) : IProgress<T>
    {
        public void Report(T value) => route.Report(convert(value));
    }
}
