using Matiz.Data;
using Matiz.Formats;

namespace Matiz.Metrics;

/// <summary>A metric's name is none of <see cref="MetricCatalog.All"/>; the message lists those.</summary>
internal sealed class UnknownMetricException : MatizException
{
    internal UnknownMetricException(string name)
        : base($"unknown metric '{name}', expected one of {string.Join(", ", MetricCatalog.All.Select(m => m.Name))}, " +
            "each also with 'eval_' or 'test_' before it: choose one of these.")
    {
    }
}

/// <summary>
/// Every metric, with the function that computes it: evaluation, comparison and reports compute what stands here, and nothing else. A
/// metric of your own is added with <see cref="Register"/>.
/// </summary>
public static partial class MetricCatalog
{
    private static MetricInfo[] _entries = BuiltIn();

    /// <summary>All metrics by name, each name once.</summary>
    public static IReadOnlyList<MetricInfo> All => [.. _entries.DistinctBy(static metric => metric.Name, StringComparer.Ordinal)];

    /// <summary>The keys of single-label classification, in the order of evaluation.</summary>
    public static IReadOnlyList<string> SingleLabel => NamesFor(new ClassificationMetrics(1));

    /// <summary>The keys of multi-label classification, in the order of evaluation.</summary>
    public static IReadOnlyList<string> MultiLabel => NamesFor(new MultiLabelMetrics(1));

    /// <summary>The keys of regression, in the order of evaluation.</summary>
    public static IReadOnlyList<string> Regression => NamesFor(new RegressionMetrics());

    /// <summary>The metrics of rows that are accumulated in a certain way, in the order of evaluation.</summary>
    /// <param name="metrics">What accumulates the rows; it may be empty.</param>
    public static IEnumerable<MetricInfo> For(StreamedMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        return _entries.Where(metric => metric.Fits(metrics));
    }

    /// <summary>The names of <see cref="For"/>.</summary>
    /// <param name="metrics">What accumulates the rows; it may be empty.</param>
    public static IReadOnlyList<string> NamesFor(StreamedMetrics metrics) => [.. For(metrics).Select(static metric => metric.Name)];

    /// <summary>
    /// Adds a metric behind the others. It is computed wherever it fits from then on: in evaluation and <c>all_results.json</c>, in
    /// comparisons, and it may choose the best model.
    /// </summary>
    /// <remarks>A name may stand twice where the kinds of rows differ, as <c>f1</c> does.</remarks>
    /// <exception cref="ArgumentException">
    /// The name is no key, is taken for these rows, or has the other direction for other rows.
    /// </exception>
    public static void Register(MetricInfo metric)
    {
        ArgumentNullException.ThrowIfNull(metric);
        RequireKey(metric.Name);
        Registration.Add(ref _entries, metric, before =>
        {
            foreach (var other in before)
            {
                if (!string.Equals(other.Name, metric.Name, StringComparison.Ordinal)) continue;
                bool isForAny = other is Metric<StreamedMetrics> || metric is Metric<StreamedMetrics>;
                if (isForAny || other.GetType() == metric.GetType()) MetricErrors.NameTaken(metric.Name, nameof(metric));
                if (other.GreaterIsBetter != metric.GreaterIsBetter) MetricErrors.OtherDirection(metric.Name, nameof(metric));
            }
        });
    }

    /// <summary>True where more of the metric is better, false for losses and errors.</summary>
    /// <param name="name">A metric's name, with or without <c>eval_</c> or <c>test_</c>.</param>
    /// <exception cref="UnknownMetricException">No such metric.</exception>
    public static bool GreaterIsBetter(string name) => Find(name).GreaterIsBetter;

    /// <summary>The metric of a name.</summary>
    /// <param name="name">A metric's name, with or without <c>eval_</c> or <c>test_</c>.</param>
    /// <exception cref="UnknownMetricException">No such metric.</exception>
    public static MetricInfo Find(string name) => TryFind(name) ?? throw new UnknownMetricException(name);

    /// <summary>The metric of a name, or null where there is none (one that a user's own function adds, say).</summary>
    /// <param name="name">A metric's name, with or without <c>eval_</c> or <c>test_</c>.</param>
    public static MetricInfo? TryFind(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var bare = WithoutPrefix(name);
        return Array.Find(_entries, metric => string.Equals(metric.Name, bare, StringComparison.Ordinal));
    }

    /// <summary>The name without <c>eval_</c> or <c>test_</c>.</summary>
    public static string WithoutPrefix(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.StartsWith("eval_", StringComparison.Ordinal) || name.StartsWith("test_", StringComparison.Ordinal) ? name[5..] : name;
    }

    private static void RequireKey(string name)
    {
        bool isKey = !string.IsNullOrEmpty(name)
            && name.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_')
            && name.Equals(WithoutPrefix(name), StringComparison.Ordinal);
        if (!isKey) MetricErrors.NoKey(name, nameof(name));
    }
}
