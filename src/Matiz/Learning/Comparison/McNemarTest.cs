namespace Matiz.Learning;

/// <summary>Whether two classifiers err differently on the same rows beyond chance (McNemar 1947).</summary>
/// <param name="OnlyFirstRight">Rows that only the first classifier has right.</param>
/// <param name="OnlySecondRight">Rows that only the second has right.</param>
/// <param name="Exact">Whether the p-value is that of the binomial distribution: below 25 rows that differ.</param>
/// <param name="Statistic">Exact: the smaller of the two counts; else (|b − c| − 1)² / (b + c), with Edwards' correction.</param>
/// <param name="PValue">The chance of a difference this great between equally good classifiers, two-sided.</param>
public sealed record McNemarTest(int OnlyFirstRight, int OnlySecondRight, bool Exact, double Statistic, double PValue)
{
    private const int ExactBelow = 25;

    /// <summary>Compares the predictions of two classifiers.</summary>
    /// <param name="labels">The class of each row.</param>
    /// <param name="first">The first classifier's predictions.</param>
    /// <param name="second">The second's.</param>
    /// <exception cref="ArgumentException">The three differ in length.</exception>
    public static McNemarTest Compare(ReadOnlySpan<int> labels, ReadOnlySpan<int> first, ReadOnlySpan<int> second)
    {
        if (first.Length != labels.Length) LearningErrors.Length("predictions", first.Length, labels.Length, nameof(first));
        if (second.Length != labels.Length) LearningErrors.Length("predictions", second.Length, labels.Length, nameof(second));
        int onlyFirst = 0, onlySecond = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            bool firstRight = first[row] == labels[row], secondRight = second[row] == labels[row];
            if (firstRight && !secondRight) onlyFirst++;
            if (secondRight && !firstRight) onlySecond++;
        }

        return FromCounts(onlyFirst, onlySecond);
    }

    /// <summary>The test of two counts.</summary>
    /// <param name="onlyFirstRight">Rows that only the first classifier has right.</param>
    /// <param name="onlySecondRight">Rows that only the second has right.</param>
    public static McNemarTest FromCounts(int onlyFirstRight, int onlySecondRight)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(onlyFirstRight);
        ArgumentOutOfRangeException.ThrowIfNegative(onlySecondRight);
        long differ = (long)onlyFirstRight + onlySecondRight;
        if (differ < ExactBelow)
        {
            int fewer = Math.Min(onlyFirstRight, onlySecondRight);
            return new McNemarTest(onlyFirstRight, onlySecondRight, Exact: true, fewer, Binomial(fewer, (int)differ));
        }

        double excess = Math.Max(0, Math.Abs((double)onlyFirstRight - onlySecondRight) - 1);
        double statistic = excess * excess / differ;
        return new McNemarTest(onlyFirstRight, onlySecondRight, Exact: false, statistic, Erfc(Math.Sqrt(statistic / 2)));
    }

    // 2 · P(X ≤ fewer) for X of the binomial distribution with n coins, at most 1.
    private static double Binomial(int fewer, int n)
    {
        double ways = 1, sum = 1;                               // of 0 successes
        for (int i = 1; i <= fewer; i++) sum += ways *= (n - i + 1.0) / i;
        return Math.Min(1, 2 * sum / Math.Pow(2, n));
    }

    // P(χ² > x) with one degree of freedom is erfc(√(x/2)): a series near 0, Lentz's continued fraction beyond 2.
    private static double Erfc(double x)
    {
        const double twoBySqrtPi = 1.1283791670955126;
        if (x < 2)
        {
            double term = x, sum = x;
            for (int k = 1; Math.Abs(term) > 1e-17 * sum; k++) sum += term *= 2 * x * x / ((2 * k) + 1);
            return 1 - (twoBySqrtPi * Math.Exp(-x * x) * sum);
        }

        double fraction = x;
        for (int k = 80; k >= 1; k--) fraction = x + (k / 2.0 / fraction);
        return twoBySqrtPi / 2 * Math.Exp(-x * x) / fraction;
    }
}
