using Matiz.Learning.Numerics;

namespace Matiz.Learning;

/// <summary>The curve 1 / (1 + a·x²ᵇ) by which the map turns distances into memberships.</summary>
/// <param name="A">Above 0.</param>
/// <param name="B">Above 0.</param>
internal readonly record struct LayoutCurve(double A, double B)
{
    private const int Points = 300;
    private const int MaxSteps = 1000;

    /// <summary>
    /// The least squares fit, by Levenberg and Marquardt, of the curve to y = 1 below the least distance, else
    /// exp(−(x − distance) / spread), on 300 points from 0 to three spreads.
    /// </summary>
    public static LayoutCurve Fit(double spread, double minDistance)
    {
        var x = new double[Points];
        var y = new double[Points];
        for (int i = 0; i < Points; i++)
        {
            x[i] = 3 * spread * i / (Points - 1);
            y[i] = x[i] < minDistance ? 1 : Elementary.Exp(-(x[i] - minDistance) / spread);
        }

        double a = 1, b = 1, damping = 1e-3;
        var here = Normal(x, y, a, b);
        for (int step = 0; step < MaxSteps && damping < 1e15; step++)
        {
            double aa = here.AA * (1 + damping), bb = here.BB * (1 + damping), determinant = (aa * bb) - (here.AB * here.AB);
            double da = ((bb * here.A) - (here.AB * here.B)) / determinant, db = ((aa * here.B) - (here.AB * here.A)) / determinant;
            bool small = Math.Abs(da) <= 1e-13 * a && Math.Abs(db) <= 1e-13 * b;
            var there = a + da > 0 && b + db > 0 ? Normal(x, y, a + da, b + db) : (Sum: double.PositiveInfinity, 0, 0, 0, 0, 0);
            if (there.Sum <= here.Sum)
            {
                (a, b, here, damping) = (a + da, b + db, there, damping / 10);
            }
            else
            {
                damping *= 10;
            }

            if (small) break;
        }

        return new LayoutCurve(a, b);
    }

    // r = y − f;  ∂f/∂a = −x²ᵇ f²,  ∂f/∂b = −2a ln(x) x²ᵇ f²
    private static (double Sum, double AA, double AB, double BB, double A, double B) Normal(double[] x, double[] y, double a, double b)
    {
        double sum = 0, aa = 0, ab = 0, bb = 0, ra = 0, rb = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double power = Elementary.Power(x[i], 2 * b), f = 1 / (1 + (a * power)), r = y[i] - f;
            double da = -power * f * f, db = x[i] > 0 ? 2 * a * Elementary.Log(x[i]) * da : 0;
            sum += r * r;
            aa += da * da;
            ab += da * db;
            bb += db * db;
            ra += da * r;
            rb += db * r;
        }

        return (sum, aa, ab, bb, ra, rb);
    }
}
