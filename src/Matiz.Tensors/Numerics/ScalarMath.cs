namespace Matiz.Tensors.Numerics;

/// <summary>
/// Elementary functions in double precision from additions and multiplications alone, so that plain loops give the same bits on
/// every operating system (a C library's exp differs from another's in the last digit).
/// </summary>
internal static class ScalarMath
{
    private const double Ln2High = 6.93147180369123816490e-01;
    private const double Ln2Low = 1.90821492927058770002e-10;
    private const double SqrtTwo = 1.4142135623730951;

    /// <summary>e^x; relative error below 4e-16.</summary>
    public static double Exp(double x)
    {
        if (double.IsNaN(x)) return x;
        if (x > 709.0) return double.PositiveInfinity;
        if (x < -745.0) return 0;
        double n = Math.Round(x / (Ln2High + Ln2Low));
        double r = x - (n * Ln2High) - (n * Ln2Low);          // |r| <= ln 2 / 2
        double sum = 1;
        for (int k = 16; k >= 1; k--) sum = 1 + (r / k * sum); // Taylor, Horner form
        return Math.ScaleB(sum, (int)n);
    }

    /// <summary>The natural logarithm of a positive number; relative error below 1e-15.</summary>
    public static double Log(double x)
    {
        if (double.IsNaN(x) || x < 0) return double.NaN;
        if (x == 0) return double.NegativeInfinity;
        if (double.IsInfinity(x)) return x;
        int exponent = Math.ILogB(x);
        double m = Math.ScaleB(x, -exponent);
        if (m > SqrtTwo)
        {
            m *= 0.5;
            exponent++;
        }

        double t = (m - 1) / (m + 1);                          // ln m = 2 artanh t, |t| <= 0.172
        double square = t * t;
        double sum = 0;
        for (int k = 21; k >= 1; k -= 2) sum = (sum * square) + (1.0 / k);
        return (2 * t * sum) + (exponent * Ln2Low) + (exponent * Ln2High);
    }

    /// <summary>The hyperbolic tangent; relative error below 1e-14 away from 0, absolute below 1e-16 near it.</summary>
    public static double Tanh(double x)
    {
        double a = Math.Abs(x);
        if (a < 0.3)
        {
            double sinh = x, cosh = 1, term = 1;               // series of both
            for (int k = 1; k <= 16; k++)
            {
                term *= x / k;
                if (k % 2 == 0) cosh += term;
                else if (k > 1) sinh += term;
            }

            return sinh / cosh;
        }

        double e = Exp(-2 * a);
        return Math.CopySign((1 - e) / (1 + e), x);
    }

    /// <summary>Sine and cosine of an angle up to 1e6 in size; absolute error below 1e-15 for small angles, 1e-11 at the end.</summary>
    // x = n·π/2 + r, |r| <= π/4, π/2 in three parts of which the first two are exact when multiplied by n (Cody, Waite 1980)
    public static (double Sine, double Cosine) SineCosine(double x)
    {
        double n = Math.Round(x * (2 / Math.PI));
        double r = x - (n * 1.57079632673412561417) - (n * 6.07710050630396597660e-11) - (n * 2.02226624871116645580e-21);
        double square = r * r, sine = 1, cosine = 1;
        for (int k = 18; k >= 2; k -= 2)
        {
            cosine = 1 - (square / (k * (k - 1)) * cosine);
            sine = 1 - (square / (k * (k + 1)) * sine);
        }

        sine *= r;
        return ((long)n & 3) switch
        {
            0 => (sine, cosine),
            1 => (cosine, -sine),
            2 => (-sine, -cosine),
            _ => (-cosine, sine),
        };
    }

    /// <summary>σ(x) = 1 / (1 + e⁻ˣ).</summary>
    public static double Sigmoid(double x)
    {
        double e = Exp(-Math.Abs(x));
        return x >= 0 ? 1 / (1 + e) : e / (1 + e);
    }

    /// <summary>The standard normal distribution function Φ(x); absolute error below 1e-15.</summary>
    public static double NormalCdf(double x)
    {
        double a = Math.Abs(x);
        double tail = a > 3 ? TailByContinuedFraction(a) : 0.5 - (NormalDensity(a) * OddSeries(a));
        return x < 0 ? tail : 1 - tail;
    }

    /// <summary>The standard normal density φ(x).</summary>
    public static double NormalDensity(double x) => 0.3989422804014327 * Exp(-0.5 * x * x);

    // Φ(x) - ½ = φ(x)(x + x³/3 + x⁵/15 + …)   (Marsaglia: Evaluating the normal distribution)
    private static double OddSeries(double x)
    {
        double term = x, sum = x;
        for (int k = 3; term > sum * 1e-18; k += 2) sum += term *= x * x / k;
        return sum;
    }

    // 1 - Φ(x) = φ(x) / (x + 1/(x + 2/(x + 3/(x + …))))
    private static double TailByContinuedFraction(double x)
    {
        double fraction = x;
        for (int k = 120; k >= 1; k--) fraction = x + (k / fraction);
        return NormalDensity(x) / fraction;
    }
}
