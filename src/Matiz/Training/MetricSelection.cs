using Matiz.Metrics;

namespace Matiz.Training;

/// <summary>Which metric decides between evaluations, and in which direction.</summary>
/// <param name="Key">Its key in the results, with <c>eval_</c>.</param>
/// <param name="GreaterIsBetter">True where more of it is better.</param>
internal sealed record MetricSelection(string Key, bool GreaterIsBetter)
{
    private const string Prefix = "eval_";

    /// <summary>The selection of a run's settings.</summary>
    public static MetricSelection For(TrainingArguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        string name = arguments.Metric ?? "loss";
        string key = name.StartsWith(Prefix, StringComparison.Ordinal) ? name : Prefix + name;
        bool greater = arguments.GreaterIsBetter
            ?? MetricCatalog.TryFind(key)?.GreaterIsBetter
            ?? !name.EndsWith("loss", StringComparison.Ordinal);
        return new MetricSelection(key, greater);
    }

    /// <summary>True when <paramref name="value"/> is strictly better than <paramref name="other"/>.</summary>
    public bool IsBetter(double value, double other) => GreaterIsBetter ? value > other : value < other;

    /// <summary>The value of the metric in results; null where it is undefined for these rows.</summary>
    /// <exception cref="TrainingException">The results have no such metric.</exception>
    public double? ValueIn(IReadOnlyDictionary<string, double?> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        if (results.TryGetValue(Key, out double? value)) return value;
        string known = string.Join(
            ", ", results.Keys.Where(key => key.StartsWith(Prefix, StringComparison.Ordinal)).Select(key => key[Prefix.Length..]));
        throw new TrainingException(
            $"the evaluation gives no metric '{Key[Prefix.Length..]}'; it gives {known}. Choose one of these as the metric.");
    }
}
