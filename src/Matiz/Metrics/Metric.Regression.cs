namespace Matiz.Metrics;

public static partial class Metric
{
    /// <summary>Mean squared error (mean_squared_error).</summary>
    /// <exception cref="ArgumentException">The arrays are empty, differ in length, or hold a number that is not finite.</exception>
    public static double MeanSquaredError(ReadOnlySpan<double> truth, ReadOnlySpan<double> values) =>
        Regression(truth, values).MeanSquaredError;

    /// <summary>Square root of the mean squared error (root_mean_squared_error).</summary>
    /// <exception cref="ArgumentException">The arrays are empty, differ in length, or hold a number that is not finite.</exception>
    public static double RootMeanSquaredError(ReadOnlySpan<double> truth, ReadOnlySpan<double> values) =>
        Regression(truth, values).RootMeanSquaredError;

    /// <summary>Mean absolute error (mean_absolute_error).</summary>
    /// <exception cref="ArgumentException">The arrays are empty, differ in length, or hold a number that is not finite.</exception>
    public static double MeanAbsoluteError(ReadOnlySpan<double> truth, ReadOnlySpan<double> values) =>
        Regression(truth, values).MeanAbsoluteError;

    /// <summary>1 − Σ(t − v)² / Σ(t − mean t)² (r2_score); NaN for a constant truth or a single row.</summary>
    /// <exception cref="ArgumentException">The arrays are empty, differ in length, or hold a number that is not finite.</exception>
    public static double R2(ReadOnlySpan<double> truth, ReadOnlySpan<double> values) => Regression(truth, values).R2;

    /// <summary>Pearson's linear correlation; NaN where a side is constant, or for a single row.</summary>
    /// <exception cref="ArgumentException">The arrays are empty, differ in length, or hold a number that is not finite.</exception>
    public static double Pearson(ReadOnlySpan<double> truth, ReadOnlySpan<double> values) => Regression(truth, values).Pearson;

    /// <summary>Spearman's rank correlation; NaN where a side is constant, or for a single row.</summary>
    /// <exception cref="ArgumentException">The arrays are empty, differ in length, or hold a number that is not finite.</exception>
    public static double Spearman(ReadOnlySpan<double> truth, ReadOnlySpan<double> values) =>
        Regression(truth, values, keepValues: true).Spearman;

    private static RegressionMetrics Regression(ReadOnlySpan<double> truth, ReadOnlySpan<double> values, bool keepValues = false)
    {
        RequireRows(truth.Length, nameof(truth));
        if (values.Length != truth.Length) MetricErrors.Length("predicted values", values.Length, truth.Length, nameof(values));
        var metrics = new RegressionMetrics(keepValues: keepValues);
        for (var i = 0; i < truth.Length; i++) metrics.Add(truth[i], values[i]);
        return metrics;
    }
}
