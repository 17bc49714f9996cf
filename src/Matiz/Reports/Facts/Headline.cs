using Matiz.Learning;
using Matiz.Metrics;
using Matiz.Training;

namespace Matiz.Reports.Facts;

/// <summary>A measure of the first page with its bootstrap interval; NaN where it is undefined.</summary>
/// <param name="Name">Its key without prefix, as in <c>all_results.json</c>.</param>
/// <param name="Interval">The value of all rows, and where 95 % of resamples lie.</param>
internal sealed record Headline(string Name, BootstrapInterval Interval)
{
    private const int Resamples = 1000;

    /// <summary>One label a row.</summary>
    public static IReadOnlyList<Headline> OfClasses(IReadOnlyList<PredictionRecord> rows, int classes)
    {
        int[] truth = [.. rows.Select(static row => row.Label.Index)], predicted = [.. rows.Select(static row => row.Predicted.Index)];
        double[] losses = [.. rows.Select(static row => LogLoss(row.Scores[row.Label.Index]))];
        ClassCounts[] Counts(ReadOnlySpan<int> drawn)
        {
            var (hits, truths, predictions) = (new int[classes], new int[classes], new int[classes]);
            foreach (int row in drawn)
            {
                truths[truth[row]]++;
                predictions[predicted[row]]++;
                if (truth[row] == predicted[row]) hits[truth[row]]++;
            }

            return Joined(hits, truths, predictions);
        }

        return
        [
            Of("accuracy", rows.Count, drawn => Share(drawn, row => truth[row] == predicted[row])),
            Of("f1_weighted", rows.Count, drawn => F1(Counts(drawn), Averaging.Weighted)),
            Of("f1_macro", rows.Count, drawn => F1(Counts(drawn), Averaging.Macro)),
            Of("log_loss", rows.Count, drawn => Mean(drawn, row => losses[row])),
        ];
    }

    /// <summary>Any number of labels a row.</summary>
    public static IReadOnlyList<Headline> OfLabelSets(IReadOnlyList<PredictionRecord> rows, int labels)
    {
        int[][] truth = [.. rows.Select(static row => row.Label.Indices.ToArray())];
        int[][] predicted = [.. rows.Select(static row => row.Predicted.Indices.ToArray())];
        int[] wrong = [.. truth.Zip(predicted, static (t, p) => t.Length + p.Length - (2 * t.Intersect(p).Count()))];
        ClassCounts[] Counts(ReadOnlySpan<int> drawn)
        {
            var (hits, truths, predictions) = (new int[labels], new int[labels], new int[labels]);
            foreach (int row in drawn)
            {
                foreach (int k in truth[row]) truths[k]++;
                foreach (int k in predicted[row])
                {
                    predictions[k]++;
                    if (Array.BinarySearch(truth[row], k) >= 0) hits[k]++;
                }
            }

            return Joined(hits, truths, predictions);
        }

        return
        [
            Of("f1_micro", rows.Count, drawn => F1(Counts(drawn), Averaging.Micro)),
            Of("f1_macro", rows.Count, drawn => F1(Counts(drawn), Averaging.Macro)),
            Of("subset_accuracy", rows.Count, drawn => Share(drawn, row => wrong[row] == 0)),
            Of("hamming_loss", rows.Count, drawn => Mean(drawn, row => (double)wrong[row] / labels)),
        ];
    }

    /// <summary>A number a row.</summary>
    public static IReadOnlyList<Headline> OfNumbers(IReadOnlyList<PredictionRecord> rows)
    {
        double[] truth = [.. rows.Select(static row => (double)row.Label.Value)];
        double[] predicted = [.. rows.Select(static row => (double)row.Predicted.Value)];
        RegressionMetrics Measured(ReadOnlySpan<int> drawn, bool keepValues = false)
        {
            var metrics = new RegressionMetrics(keepValues: keepValues);
            foreach (int row in drawn) metrics.Add(truth[row], predicted[row]);
            return metrics;
        }

        return
        [
            Of("mae", rows.Count, drawn => Mean(drawn, row => Math.Abs(truth[row] - predicted[row]))),
            Of("rmse", rows.Count, drawn => Math.Sqrt(Mean(drawn, row => (truth[row] - predicted[row]) * (truth[row] - predicted[row])))),
            Of("r2", rows.Count, drawn => Measured(drawn).R2),
            Of("pearson", rows.Count, drawn => Measured(drawn).Pearson),
            Of("spearman", rows.Count, drawn => Measured(drawn, keepValues: true).Spearman),
        ];
    }

    // One row drawn again is the same row: that is no interval.
    private static Headline Of(string name, int rows, RowStatistic statistic)
    {
        var interval = Bootstrap.Interval(rows, statistic, Resamples);
        return new(name, rows > 1 ? interval : interval with { Low = double.NaN, High = double.NaN });
    }

    // As the metrics clip scores of single precision.
    private static double LogLoss(float score) => -Math.Log(Math.Clamp((double)score, 1.1920929e-7, 1 - 1.1920929e-7));

    private static double F1(ClassCounts[] counts, Averaging averaging) =>
        ClassCounts.Average(counts, averaging, 0, static (c, zero) => c.F1(zero));

    private static ClassCounts[] Joined(int[] hits, int[] truths, int[] predictions)
    {
        var counts = new ClassCounts[hits.Length];
        for (int k = 0; k < counts.Length; k++) counts[k] = new(hits[k], truths[k], predictions[k]);
        return counts;
    }

    private static double Mean(ReadOnlySpan<int> drawn, Func<int, double> value)
    {
        double sum = 0;
        foreach (int row in drawn) sum += value(row);
        return sum / drawn.Length;
    }

    private static double Share(ReadOnlySpan<int> drawn, Func<int, bool> isSo)
    {
        int count = 0;
        foreach (int row in drawn) count += isSo(row) ? 1 : 0;
        return (double)count / drawn.Length;
    }
}
