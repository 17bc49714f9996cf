namespace Matiz.Learning;

/// <summary>
/// How often rows with a given label truly belong to each class, counted where the model is confident: the heart of confident learning
/// (Northcutt, Jiang, Chuang: Confident learning: estimating uncertainty in dataset labels, 2021; its implementation cleanlab).
/// </summary>
/// <remarks>
/// A row counts as class k when its probability of k reaches the mean probability of k over the rows labelled k; with several such
/// classes the most probable one. The counts are then stretched so that each given label has as many as there are rows with it.
/// </remarks>
internal sealed class ConfidentJoint
{
    private const double Closeness = 1e-6;                      // two probabilities nearer than this are equal
    private const double Tiny = 1e-100;                         // divisors are not smaller

    private ConfidentJoint(int[] counts, int[] labelCounts, double[] thresholds, int[] confidentIssues)
    {
        (Classes, Counts, LabelCounts, Thresholds, ConfidentIssues) =
            (labelCounts.Length, counts, labelCounts, thresholds, confidentIssues);
        int rows = labelCounts.Sum();
        var totals = new int[Classes];                          // of each true class
        for (int i = 0; i < counts.Length; i++) totals[i % Classes] += counts[i];
        NoiseMatrix = new double[counts.Length];
        InverseNoiseMatrix = new double[counts.Length];
        for (int given = 0; given < Classes; given++)
        {
            for (int truth = 0; truth < Classes; truth++)
            {
                int count = counts[(given * Classes) + truth];
                NoiseMatrix[(given * Classes) + truth] = count / Math.Max(Tiny, totals[truth]);
                InverseNoiseMatrix[(truth * Classes) + given] = count / Math.Max(Tiny, labelCounts[given]);
            }
        }

        // As the reference counts it: the shares of given labels, carried over to true classes and made to sum to 1.
        Prior = new double[Classes];
        for (int k = 0; k < Classes; k++)
        {
            int diagonal = (k * Classes) + k;
            double share = InverseNoiseMatrix[diagonal] / Math.Max(Tiny, NoiseMatrix[diagonal]) * labelCounts[k] / rows;
            Prior[k] = Math.Clamp(share, Closeness, 1);
        }

        double sum = Prior.Sum();
        for (int k = 0; k < Classes; k++) Prior[k] /= sum;
    }

    /// <summary>The length of the label list.</summary>
    public int Classes { get; }

    /// <summary>[given label, true class]: rows, calibrated so that a row of the matrix sums to the rows with that label.</summary>
    public int[] Counts { get; }

    /// <summary>Rows with each given label.</summary>
    public int[] LabelCounts { get; }

    /// <summary>The probability from which a row counts as confident, for each class; infinite for a class without rows.</summary>
    public double[] Thresholds { get; }

    /// <summary>[given label, true class]: P(given | true); a column sums to 1.</summary>
    public double[] NoiseMatrix { get; }

    /// <summary>[true class, given label]: P(true | given); a column sums to 1.</summary>
    public double[] InverseNoiseMatrix { get; }

    /// <summary>P(true), [classes].</summary>
    public double[] Prior { get; }

    /// <summary>The rows that count as another class than their label, ascending.</summary>
    internal int[] ConfidentIssues { get; }

    /// <summary>Counts.</summary>
    /// <param name="labels">The given label of each row.</param>
    /// <param name="probabilities">[rows, classes] of models that did not learn from those rows: see <see cref="CrossValidation"/>.</param>
    /// <exception cref="ArgumentException">The labels are not as many as the rows, or a row is no probability distribution.</exception>
    /// <exception cref="Data.DataException">There is no row, or a label is out of range.</exception>
    public static ConfidentJoint Estimate(ReadOnlySpan<int> labels, ProbabilityMatrix probabilities)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        probabilities.RequireLabels(labels, nameof(labels));
        int classes = probabilities.Classes;
        var labelCounts = new int[classes];
        foreach (int label in labels) labelCounts[label]++;
        var thresholds = ThresholdsOf(labels, probabilities, labelCounts);
        var counts = new int[classes * classes];
        var issues = new List<int>();
        for (int row = 0; row < labels.Length; row++)
        {
            int guess = Guess(probabilities, row, thresholds);
            if (guess < 0) continue;
            counts[(labels[row] * classes) + guess]++;
            if (guess != labels[row]) issues.Add(row);
        }

        for (int k = 0; k < classes; k++) counts[(k * classes) + k] = Math.Max(1, counts[(k * classes) + k]);
        return new ConfidentJoint(Calibrate(counts, labelCounts), labelCounts, thresholds, [.. issues]);
    }

    /// <summary>Rounds to whole numbers whose sum is the rounded sum: the ones that rounding moved most are moved back.</summary>
    internal static int[] RoundKeepingSum(ReadOnlySpan<double> values)
    {
        var result = new int[values.Length];
        double sum = 0;
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = (int)Math.Round(values[i], MidpointRounding.ToEven);
            sum += values[i];
        }

        int missing = (int)Math.Round(sum, MidpointRounding.ToEven) - result.Sum();
        int one = Math.Sign(missing);
        var moved = new double[values.Length];
        for (int i = 0; i < moved.Length; i++) moved[i] = one * (values[i] - result[i]);
        var order = Enumerable.Range(0, moved.Length).OrderByDescending(i => moved[i]).ThenByDescending(static i => i).ToArray();
        for (int i = 0; missing != 0; i++, missing -= one) result[order[i % order.Length]] += one;
        return result;
    }

    private static double[] ThresholdsOf(ReadOnlySpan<int> labels, ProbabilityMatrix probabilities, int[] labelCounts)
    {
        var thresholds = new double[labelCounts.Length];
        for (int row = 0; row < labels.Length; row++) thresholds[labels[row]] += probabilities[row][labels[row]];
        for (int k = 0; k < thresholds.Length; k++)
            thresholds[k] = labelCounts[k] == 0 ? double.PositiveInfinity : Math.Max(2 * Closeness, thresholds[k] / labelCounts[k]);
        return thresholds;
    }

    private static int Guess(ProbabilityMatrix probabilities, int row, double[] thresholds)
    {
        int guess = -1;
        var p = probabilities[row];
        for (int k = 0; k < p.Length; k++)
        {
            if (p[k] < thresholds[k] - Closeness) continue;
            if (guess >= 0) return probabilities.ArgMax(row);
            guess = k;
        }

        return guess;
    }

    private static int[] Calibrate(int[] counts, int[] labelCounts)
    {
        int classes = labelCounts.Length;
        var stretched = new double[counts.Length];
        for (int given = 0; given < classes; given++)
        {
            double sum = counts.AsSpan(given * classes, classes).ToArray().Sum();
            for (int truth = 0; truth < classes; truth++)
                stretched[(given * classes) + truth] = counts[(given * classes) + truth] / Math.Max(Tiny, sum) * labelCounts[given];
        }

        double total = stretched.Sum(), rows = labelCounts.Sum();
        for (int i = 0; i < stretched.Length; i++) stretched[i] = stretched[i] / Math.Max(Tiny, total) * rows;
        var result = new int[counts.Length];
        for (int given = 0; given < classes; given++)
            RoundKeepingSum(stretched.AsSpan(given * classes, classes)).CopyTo(result, given * classes);
        return result;
    }
}
