using Matiz.Learning;
using Matiz.Runs;

namespace Matiz.Reports.Facts;

/// <summary>A measure of the first page with its bootstrap interval; NaN where it is undefined.</summary>
/// <param name="Name">Its key without prefix, as in <c>all_results.json</c>.</param>
/// <param name="Interval">The value of all rows, and where 95 % of resamples lie.</param>
internal sealed record Headline(string Name, BootstrapInterval Interval)
{
    private const int Resamples = 1000;

    /// <summary>The measures of some names.</summary>
    /// <param name="metrics">The metrics of the rows.</param>
    /// <param name="rowCount">How many rows there are.</param>
    /// <param name="names">The measures, the one that leads first; those that are not computed of such rows are left out.</param>
    public static IReadOnlyList<Headline> Compute(PredictionMetrics metrics, int rowCount, IReadOnlyList<string> names)
    {
        var found = metrics.Find(names);
        var intervals = Bootstrap.Intervals(rowCount, rows => metrics.Compute(rows, found), Resamples);

        // One row drawn again is the same row: that is no interval.
        return
        [
            .. found.Zip(intervals, (metric, interval) =>
                new Headline(metric.Name, rowCount > 1 ? interval : interval with { Low = double.NaN, High = double.NaN })),
        ];
    }
}
