namespace Matiz.Metrics;

/// <summary>How strongly <see cref="ConfusionMatrix.CohenKappa"/> counts a confusion of classes i and j.</summary>
public enum KappaWeights
{
    /// <summary>Every confusion alike.</summary>
    None,

    /// <summary>|i − j|, for ordered classes.</summary>
    Linear,

    /// <summary>(i − j)², for ordered classes.</summary>
    Quadratic,
}

public sealed partial class ConfusionMatrix
{
    /// <summary>The share of rows predicted as their true class.</summary>
    /// <exception cref="InvalidOperationException">No row was added.</exception>
    public double Accuracy
    {
        get
        {
            RequireRows();
            return (double)Correct() / Rows;
        }
    }

    /// <summary>The mean recall over the classes that occur in the truth.</summary>
    /// <exception cref="InvalidOperationException">No row was added.</exception>
    public double BalancedAccuracy
    {
        get
        {
            RequireRows();
            return Metrics.ClassCounts.Average(ByClass, Averaging.Macro, double.NaN, static (c, zero) => c.Recall(zero));
        }
    }

    /// <summary>
    /// Matthews correlation, (c·s − Σ tₖpₖ) / √((s² − Σ pₖ²)(s² − Σ tₖ²)) with s rows, c of them right, tₖ true and pₖ predicted as k;
    /// 0 where the root is 0 (a constant truth or prediction).
    /// </summary>
    /// <exception cref="InvalidOperationException">No row was added.</exception>
    public double MatthewsCorrelation
    {
        get
        {
            RequireRows();
            Int128 together = (Int128)Correct() * Rows, truth = (Int128)Rows * Rows, predicted = truth;
            foreach (var c in ByClass)
            {
                together -= (Int128)c.Truth * c.Predicted;
                truth -= (Int128)c.Truth * c.Truth;
                predicted -= (Int128)c.Predicted * c.Predicted;
            }

            return truth == 0 || predicted == 0 ? 0 : (double)together / (Math.Sqrt((double)truth) * Math.Sqrt((double)predicted));
        }
    }

    /// <summary>
    /// Cohen's κ = 1 − Σ W·O / Σ W·E, with the counts O and E = (true counts ⊗ predicted counts) / rows: agreement beyond chance.
    /// NaN where chance alone agrees always (one class in truth and predictions).
    /// </summary>
    /// <exception cref="InvalidOperationException">No row was added.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Unknown weights.</exception>
    public double CohenKappa(KappaWeights weights = KappaWeights.None)
    {
        RequireRows();
        if (!Enum.IsDefined(weights)) MetricErrors.Unknown(weights, nameof(weights));
        var classes = ByClass;
        double observed = 0, expected = 0;
        for (var t = 0; t < Classes; t++)
        {
            for (var p = 0; p < Classes; p++)
            {
                double distance = Math.Abs(t - p);
                var weight = weights switch
                {
                    KappaWeights.Linear => distance,
                    KappaWeights.Quadratic => distance * distance,
                    _ => t == p ? 0 : 1,
                };
                observed += weight * _counts[t * Classes + p];
                expected += weight * classes[t].Truth * classes[p].Predicted;
            }
        }

        return expected == 0 ? double.NaN : 1 - observed * Rows / expected;
    }

    /// <summary>Precision over all classes of the list.</summary>
    /// <param name="averaging">How the classes become one number.</param>
    /// <param name="zeroDivision">Precision of a class that was never predicted: 0, 1, or NaN to leave it out. Default 0.</param>
    /// <exception cref="InvalidOperationException">No row was added.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Unknown averaging.</exception>
    public double Precision(Averaging averaging, double zeroDivision = 0) =>
        Average(averaging, zeroDivision, static (c, zero) => c.Precision(zero));

    /// <summary>Recall over all classes of the list.</summary>
    /// <param name="averaging">How the classes become one number.</param>
    /// <param name="zeroDivision">Recall of a class without rows: 0, 1, or NaN to leave it out. Default 0.</param>
    /// <exception cref="InvalidOperationException">No row was added.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Unknown averaging.</exception>
    public double Recall(Averaging averaging, double zeroDivision = 0) =>
        Average(averaging, zeroDivision, static (c, zero) => c.Recall(zero));

    /// <summary>F₁ over all classes of the list; see <see cref="FBeta"/>.</summary>
    public double F1(Averaging averaging, double zeroDivision = 0) => FBeta(1, averaging, zeroDivision);

    /// <summary>F_β over all classes of the list.</summary>
    /// <param name="beta">Weight of recall against precision, at least 0.</param>
    /// <param name="averaging">How the classes become one number.</param>
    /// <param name="zeroDivision">F of a class that neither occurs nor is predicted: 0, 1, or NaN to leave it out. Default 0.</param>
    /// <exception cref="InvalidOperationException">No row was added.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Unknown averaging, or beta is negative or NaN.</exception>
    public double FBeta(double beta, Averaging averaging, double zeroDivision = 0) =>
        Average(averaging, zeroDivision, (c, zero) => c.FBeta(beta, zero));

    /// <summary>The counts of each class, in the order of the label list, from which its precision, recall and F follow.</summary>
    public ClassCounts[] ClassCounts() => [.. ByClass];

    private ClassCounts[] ByClass => _byClass ??= CountByClass();

    private ClassCounts[] CountByClass()
    {
        var truth = new long[Classes];
        var predicted = new long[Classes];
        for (var t = 0; t < Classes; t++)
        {
            for (var p = 0; p < Classes; p++)
            {
                truth[t] += _counts[t * Classes + p];
                predicted[p] += _counts[t * Classes + p];
            }
        }

        var result = new ClassCounts[Classes];
        for (var k = 0; k < Classes; k++) result[k] = new ClassCounts(_counts[k * Classes + k], truth[k], predicted[k]);
        return result;
    }

    private double Average(Averaging averaging, double zeroDivision, Func<ClassCounts, double, double> score)
    {
        RequireRows();
        if (!Enum.IsDefined(averaging)) MetricErrors.Unknown(averaging, nameof(averaging));
        return Metrics.ClassCounts.Average(ByClass, averaging, zeroDivision, score);
    }

    private long Correct()
    {
        long correct = 0;
        for (var k = 0; k < Classes; k++) correct += _counts[k * Classes + k];
        return correct;
    }

    private void RequireRows()
    {
        if (Rows == 0) throw MetricErrors.NoRows();
    }
}
