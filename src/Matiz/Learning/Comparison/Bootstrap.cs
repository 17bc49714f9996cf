using Matiz.Learning.Numerics;

namespace Matiz.Learning;

/// <summary>Computes a metric from rows; a row may stand in them several times.</summary>
/// <param name="rows">Row numbers, from 0.</param>
internal delegate double RowStatistic(ReadOnlySpan<int> rows);

/// <summary>Computes several metrics from rows at once; a row may stand in them several times.</summary>
/// <param name="rows">Row numbers, from 0.</param>
internal delegate double[] RowStatistics(ReadOnlySpan<int> rows);

/// <summary>A metric and how far it may be off by the chance of which rows were drawn.</summary>
/// <param name="Value">The metric of all rows.</param>
/// <param name="Low">The lower end of the interval.</param>
/// <param name="High">The upper end.</param>
internal sealed record BootstrapInterval(double Value, double Low, double High);

/// <summary>Two classifiers on the same rows.</summary>
/// <param name="A">The metric of the first.</param>
/// <param name="B">The metric of the second.</param>
/// <param name="Difference">B − A.</param>
/// <param name="Low">The lower end of the difference's interval; above 0, B is better beyond chance.</param>
/// <param name="High">The upper end.</param>
public sealed record BootstrapDifference(double A, double B, double Difference, double Low, double High);

/// <summary>
/// Intervals by drawing rows again and again with replacement (Efron's percentile bootstrap). Draws are seeded, one stream for each
/// resample, so that results have the same bits for any number of threads; a statistic is called from several threads at a time.
/// </summary>
internal static class Bootstrap
{
    /// <summary>An interval of one metric.</summary>
    /// <param name="rowCount">How many rows there are.</param>
    /// <param name="statistic">The metric; NaN resamples (a class that was not drawn) are left out.</param>
    /// <param name="resamples">Draws. Default 1,000.</param>
    /// <param name="confidence">The share of draws inside the interval. Default 0.95.</param>
    /// <param name="seed">What draws.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="Data.DataException">There is no row.</exception>
    public static BootstrapInterval Interval(
        int rowCount, RowStatistic statistic,
        int resamples = 1000, double confidence = 0.95, long seed = 42, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(statistic);
        return Intervals(rowCount, rows => [statistic(rows)], resamples, confidence, seed, cancellation)[0];
    }

    /// <summary>Intervals of several metrics at once; each is the very one that <see cref="Interval"/> gives.</summary>
    /// <param name="rowCount">How many rows there are.</param>
    /// <param name="statistics">The metrics; NaN resamples (a class that was not drawn) are left out.</param>
    /// <param name="resamples">Draws. Default 1,000.</param>
    /// <param name="confidence">The share of draws inside the interval. Default 0.95.</param>
    /// <param name="seed">What draws.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="Data.DataException">There is no row.</exception>
    public static IReadOnlyList<BootstrapInterval> Intervals(
        int rowCount, RowStatistics statistics,
        int resamples = 1000, double confidence = 0.95, long seed = 42, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(statistics);
        var limits = Percentiles(rowCount, statistics, resamples, confidence, seed, cancellation);
        return [.. statistics(All(rowCount)).Zip(limits, static (value, limit) => new BootstrapInterval(value, limit.Low, limit.High))];
    }

    /// <summary>An interval of the difference of two classifiers' metrics: both are computed from the same drawn rows (paired).</summary>
    /// <param name="rowCount">How many rows both classifiers judged.</param>
    /// <param name="a">The metric of the first.</param>
    /// <param name="b">The metric of the second.</param>
    /// <param name="resamples">Draws. Default 1,000.</param>
    /// <param name="confidence">The share of draws inside the interval. Default 0.95.</param>
    /// <param name="seed">What draws.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="Data.DataException">There is no row.</exception>
    public static BootstrapDifference Difference(
        int rowCount, RowStatistic a, RowStatistic b,
        int resamples = 1000, double confidence = 0.95, long seed = 42, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        return Differences(rowCount, rows => [a(rows)], rows => [b(rows)], resamples, confidence, seed, cancellation)[0];
    }

    /// <summary>
    /// Intervals of the differences of several metrics at once; each is the very one that <see cref="Difference"/> gives.
    /// </summary>
    /// <param name="rowCount">How many rows both classifiers judged.</param>
    /// <param name="a">The metrics of the first.</param>
    /// <param name="b">The metrics of the second, as many.</param>
    /// <param name="resamples">Draws. Default 1,000.</param>
    /// <param name="confidence">The share of draws inside the interval. Default 0.95.</param>
    /// <param name="seed">What draws.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="Data.DataException">There is no row.</exception>
    public static IReadOnlyList<BootstrapDifference> Differences(
        int rowCount, RowStatistics a, RowStatistics b,
        int resamples = 1000, double confidence = 0.95, long seed = 42, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        double[] Differ(ReadOnlySpan<int> rows) => [.. b(rows).Zip(a(rows), static (second, first) => second - first)];
        var limits = Percentiles(rowCount, Differ, resamples, confidence, seed, cancellation);
        var all = All(rowCount);
        double[] first = a(all), second = b(all);
        return [.. limits.Select((limit, i) => new BootstrapDifference(first[i], second[i], second[i] - first[i], limit.Low, limit.High))];
    }

    private static (double Low, double High)[] Percentiles(
        int rowCount, RowStatistics statistics, int resamples, double confidence, long seed, CancellationToken cancellation)
    {
        if (rowCount < 1) LearningErrors.NoRows("the predictions to resample have");
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(resamples);
        if (!(confidence is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "a share above 0 and below 1 was expected.");
        var values = new double[resamples][];
        FixedBlocks.Run(resamples, threads: null, draw =>
        {
            var random = new SeededRandom(seed, draw);
            var rows = System.Buffers.ArrayPool<int>.Shared.Rent(rowCount);
            for (int i = 0; i < rowCount; i++) rows[i] = random.Next(rowCount);
            values[draw] = statistics(rows.AsSpan(0, rowCount));
            System.Buffers.ArrayPool<int>.Shared.Return(rows);
        }, cancellation);

        return [.. Enumerable.Range(0, values[0].Length).Select(i => Percentiles(values.Select(draw => draw[i]), confidence))];
    }

    private static (double Low, double High) Percentiles(IEnumerable<double> values, double confidence)
    {
        var sorted = values.Where(static value => !double.IsNaN(value)).Order().ToArray();
        if (sorted.Length == 0) return (double.NaN, double.NaN);
        double tail = (1 - confidence) / 2;
        return (Quantile(sorted, tail), Quantile(sorted, 1 - tail));
    }

    // Linear between neighbours, as numpy's default.
    private static double Quantile(double[] sorted, double share)
    {
        double place = share * (sorted.Length - 1);
        int below = (int)place, above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }

    private static int[] All(int rowCount) => [.. Enumerable.Range(0, rowCount)];
}
