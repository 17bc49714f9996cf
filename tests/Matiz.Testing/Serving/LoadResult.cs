using System.Globalization;

namespace Matiz.Testing;

/// <summary>What a load came to.</summary>
/// <param name="Elapsed">From the first request to the last answer.</param>
/// <param name="Answers">The answers, in the order in which they came.</param>
/// <param name="Failures">Requests without a whole answer, and answers that were not the expected ones, in words.</param>
public sealed record LoadResult(TimeSpan Elapsed, IReadOnlyList<LoadAnswer> Answers, IReadOnlyList<string> Failures)
{
    /// <summary>Answers with 200 a second.</summary>
    public double Rate => Count(200) / Elapsed.TotalSeconds;

    /// <summary>How many have a status.</summary>
    public int Count(int status) => Answers.Count(answer => answer.Status == status);

    /// <summary>A quantile of the time of the answers with a status, in milliseconds; NaN: there are none.</summary>
    /// <param name="status">The status.</param>
    /// <param name="share">0.5: the median.</param>
    public double Ms(int status, double share)
    {
        double[] times = [.. Answers.Where(answer => answer.Status == status).Select(answer => answer.Ms).Order()];
        return times.Length == 0 ? double.NaN : times[Math.Min(times.Length - 1, (int)(share * times.Length))];
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var statuses = Answers.Select(answer => answer.Status).Distinct().Order().Select(status => string.Create(
            CultureInfo.InvariantCulture,
            $"{Count(status)} x {status} (median {Ms(status, 0.5):F1} ms, p99 {Ms(status, 0.99):F1} ms, most {Ms(status, 1):F1} ms)"));
        return string.Create(
            CultureInfo.InvariantCulture, $"{Elapsed.TotalSeconds:F1} s: {string.Join(", ", statuses)}, {Failures.Count} failed");
    }
}

/// <summary>One answer.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Ms">Milliseconds from when its request was to be sent.</param>
/// <param name="At">Seconds from the beginning to when it came.</param>
public readonly record struct LoadAnswer(int Status, float Ms, float At);
