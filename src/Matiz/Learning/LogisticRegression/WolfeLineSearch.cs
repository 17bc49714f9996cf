namespace Matiz.Learning;

/// <summary>A step that the line search accepts.</summary>
/// <param name="Alpha">How far along the direction.</param>
/// <param name="Value">f there.</param>
internal readonly record struct AcceptedStep(double Alpha, double Value);

/// <summary>
/// A step length that fulfils the strong Wolfe conditions (Nocedal and Wright, algorithms 3.5 and 3.6), with cubic interpolation. The
/// last point that was evaluated is the one accepted.
/// </summary>
/// <param name="evaluate">f and its slope along the direction.</param>
internal sealed class WolfeLineSearch(Func<double, (double Value, double Slope)> evaluate)
{
    private const int MaxEvaluations = 50;
    private const double SufficientDecrease = 1e-4;
    private const double CurvatureShare = 0.9;
    private const double Rounding = 1e-15;

    /// <summary>Searches from f and the slope at 0, which must be negative; null when no lower point is found.</summary>
    public AcceptedStep? Find(double value0, double slope0)
    {
        if (!(slope0 < 0)) return null;
        var low = (Alpha: 0.0, Value: value0, Slope: slope0);   // the best point that decreases enough
        (double Alpha, double Value, double Slope)? high = null;
        double alpha = 1, tolerated = value0 + (Rounding * Math.Abs(value0)), last = double.NaN;
        for (int i = 0; i < MaxEvaluations; i++)
        {
            var (value, slope) = evaluate(last = alpha);
            bool finite = double.IsFinite(value) && double.IsFinite(slope);
            if (!finite || value > tolerated + (SufficientDecrease * alpha * slope0) || (low.Alpha > 0 && value > low.Value))
            {
                high = finite ? (alpha, value, slope) : (alpha, double.NaN, double.NaN);
            }
            else if (Math.Abs(slope) <= -CurvatureShare * slope0)
            {
                return new AcceptedStep(alpha, value);
            }
            else
            {
                if (high is null ? slope > 0 : slope * (high.Value.Alpha - low.Alpha) >= 0) high = low;
                low = (alpha, value, slope);
            }

            alpha = high is { } end ? Between(low, end) : 4 * alpha;
            if (high is { } other && Math.Abs(other.Alpha - low.Alpha) <= 1e-14 * Math.Max(other.Alpha, low.Alpha)) break;
        }

        if (low.Alpha == 0 || low.Value >= value0) return null;
        return last == low.Alpha ? new AcceptedStep(low.Alpha, low.Value) : new AcceptedStep(low.Alpha, evaluate(low.Alpha).Value);
    }

    // The minimum of the cubic through both ends, kept away from them; the middle where there is none.
    private static double Between((double Alpha, double Value, double Slope) low, (double Alpha, double Value, double Slope) high)
    {
        double width = high.Alpha - low.Alpha;
        double d1 = low.Slope + high.Slope - (3 * (high.Value - low.Value) / width);
        double square = (d1 * d1) - (low.Slope * high.Slope);
        double d2 = Math.Sign(width) * Math.Sqrt(square);
        double share = 1 - ((high.Slope + d2 - d1) / (high.Slope - low.Slope + (2 * d2)));
        return low.Alpha + (width * (double.IsFinite(share) ? Math.Clamp(share, 0.1, 0.9) : 0.5));
    }
}
