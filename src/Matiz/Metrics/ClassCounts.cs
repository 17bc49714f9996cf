namespace Matiz.Metrics;

/// <summary>What precision, recall and F of one class need to know.</summary>
/// <param name="TruePositives">Rows of the class that were predicted as it.</param>
/// <param name="Truth">Rows of the class: its support.</param>
/// <param name="Predicted">Rows predicted as the class.</param>
public readonly record struct ClassCounts(long TruePositives, long Truth, long Predicted)
{
    /// <summary>TruePositives / Predicted.</summary>
    /// <param name="zeroDivision">
    /// The value where nothing was predicted as the class; NaN leaves the class out of averages. Default 0.
    /// </param>
    public double Precision(double zeroDivision = 0) => Predicted == 0 ? zeroDivision : (double)TruePositives / Predicted;

    /// <summary>TruePositives / Truth.</summary>
    /// <param name="zeroDivision">The value where no row has the class; NaN leaves the class out of averages. Default 0.</param>
    public double Recall(double zeroDivision = 0) => Truth == 0 ? zeroDivision : (double)TruePositives / Truth;

    /// <summary>F₁, the harmonic mean of precision and recall; see <see cref="FBeta"/>.</summary>
    public double F1(double zeroDivision = 0) => FBeta(1, zeroDivision);

    /// <summary>
    /// (1+β²)·TruePositives / (β²·Truth + Predicted), which is (1+β²)·P·R / (β²·P + R) wherever both are defined, and 0 without true
    /// positives.
    /// </summary>
    /// <param name="beta">Weight of recall against precision: 0 is precision alone, infinity recall alone.</param>
    /// <param name="zeroDivision">The value where the class neither occurs nor is predicted. Default 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">Beta is negative or NaN.</exception>
    public double FBeta(double beta, double zeroDivision = 0)
    {
        if (!(beta >= 0)) MetricErrors.Beta(beta, nameof(beta));
        if (Truth == 0 && Predicted == 0) return zeroDivision;
        if (double.IsPositiveInfinity(beta)) return Recall(0);
        if (beta == 0) return Precision(0);
        var square = beta * beta;
        return (1 + square) * TruePositives / (square * Truth + Predicted);
    }

    internal static double Average(
        ReadOnlySpan<ClassCounts> classes, Averaging averaging, double zeroDivision, Func<ClassCounts, double, double> score)
    {
        if (averaging == Averaging.Micro)
        {
            var sum = default(ClassCounts);
            foreach (var c in classes)
                sum = new ClassCounts(sum.TruePositives + c.TruePositives, sum.Truth + c.Truth, sum.Predicted + c.Predicted);
            return score(sum, zeroDivision);
        }

        double plain = 0, weighted = 0;
        long counted = 0, weight = 0;
        foreach (var c in classes)
        {
            var value = score(c, zeroDivision);
            if (double.IsNaN(value)) continue;                  // zeroDivision NaN: the class is left out
            plain += value;
            counted++;
            weighted += value * c.Truth;
            weight += c.Truth;
        }

        if (counted == 0) return double.NaN;
        // without any true label there is nothing to weigh with: the plain mean, as in the reference
        return averaging == Averaging.Macro || weight == 0 ? plain / counted : weighted / weight;
    }
}
