namespace Matiz.Features;

/// <summary>How far the feature route has come: the encoder reads the rows, a classifier learns, the map is drawn.</summary>
public sealed record FeatureRouteProgress
{
    /// <summary>How far the encoder has read the rows; null when that is done.</summary>
    public FeatureProgress? Features { get; init; }

    /// <summary>The share of the map's steps that are done; null while none is drawn.</summary>
    public double? MapShare { get; init; }

    /// <summary>Whether logistic regression learns: what comes between the two others.</summary>
    public bool IsFitting => Features is null && MapShare is null;

    /// <summary>What tells the route how far the extraction is; null where nobody asks.</summary>
    internal static IProgress<FeatureProgress>? Extraction(IProgress<FeatureRouteProgress>? route) =>
        route is null ? null : new Relay<FeatureProgress>(
            route, value => new FeatureRouteProgress { Features = value });

    /// <summary>What tells the route how far the map is; null where nobody asks.</summary>
    internal static IProgress<double>? Map(IProgress<FeatureRouteProgress>? route) =>
        route is null ? null : new Relay<double>(route, value => new FeatureRouteProgress { MapShare = value });

    private sealed class Relay<T>(IProgress<FeatureRouteProgress> route, Func<T, FeatureRouteProgress> convert) : IProgress<T>
    {
        public void Report(T value) => route.Report(convert(value));
    }
}
