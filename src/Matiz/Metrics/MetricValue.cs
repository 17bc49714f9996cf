namespace Matiz.Metrics;

internal static class MetricValue
{
    /// <summary>NaN, which says undefined in numbers, as null, which says it in JSON; so is infinity, which JSON cannot write.</summary>
    internal static double? OrNull(double value) => double.IsFinite(value) ? value : null;
}
