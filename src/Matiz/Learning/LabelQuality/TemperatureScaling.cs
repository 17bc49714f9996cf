using Matiz.Data;

namespace Matiz.Learning;

/// <summary>What <see cref="TemperatureScaling.Fit(ReadOnlySpan{float}, int, ReadOnlySpan{int})"/> found.</summary>
/// <param name="Temperature">What logits are to be divided by; above 1 the model was too sure of itself.</param>
/// <param name="LogLossBefore">The mean log loss at temperature 1.</param>
/// <param name="LogLoss">The mean log loss at <paramref name="Temperature"/>.</param>
/// <param name="AtLimit">Whether the temperature is one of the limits: the rows say nothing better, as when every one is right.</param>
internal sealed record TemperatureScalingResult(double Temperature, double LogLossBefore, double LogLoss, bool AtLimit);

/// <summary>
/// One number that makes scores honest: the temperature by which logits are divided, chosen to minimise the log loss of rows that the
/// model did not learn from (Guo, Pleiss, Sun, Weinberger: On calibration of modern neural networks, 2017). Predictions do not change.
/// </summary>
/// <remarks>
/// The loss is convex in 1 / temperature, so the root of its derivative is found by Newton steps inside a bracket that always halves.
/// </remarks>
internal static class TemperatureScaling
{
    /// <summary>Temperatures below are not returned.</summary>
    public const double Least = 0.01;

    /// <summary>Temperatures above are not returned.</summary>
    public const double Most = 100;

    /// <summary>Fits on logits.</summary>
    /// <param name="logits">[rows · classes], row-major.</param>
    /// <param name="classes">Columns.</param>
    /// <param name="labels">The class of each row.</param>
    /// <exception cref="ArgumentException">The logits are not rows · classes.</exception>
    /// <exception cref="DataException">There is no row, a logit is not finite, or a label is out of range.</exception>
    public static TemperatureScalingResult Fit(ReadOnlySpan<float> logits, int classes, ReadOnlySpan<int> labels)
    {
        var wide = new double[logits.Length];
        for (int i = 0; i < wide.Length; i++) wide[i] = logits[i];
        return FitWide(wide, classes, labels);
    }

    /// <summary>Fits on probabilities, whose logarithms serve as logits.</summary>
    /// <param name="probabilities">[rows, classes]</param>
    /// <param name="labels">The class of each row.</param>
    public static TemperatureScalingResult Fit(ProbabilityMatrix probabilities, ReadOnlySpan<int> labels)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        return FitWide(Array.ConvertAll(probabilities.Values, static p => Math.Log(Math.Max(p, 1e-300))), probabilities.Classes, labels);
    }

    /// <summary>The mean log loss at a temperature; no score is clipped, so that a sure mistake costs what it costs.</summary>
    /// <param name="logits">[rows · classes], row-major.</param>
    /// <param name="classes">Columns.</param>
    /// <param name="labels">The class of each row.</param>
    /// <param name="temperature">What logits are divided by.</param>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is zero or negative.</exception>
    /// <exception cref="ArgumentException">The logits are not rows · classes.</exception>
    public static double LogLoss(ReadOnlySpan<float> logits, int classes, ReadOnlySpan<int> labels, double temperature)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        if (logits.Length != (long)labels.Length * classes)
            LearningErrors.Length("logits", logits.Length, (long)labels.Length * classes, nameof(logits));
        var wide = new double[logits.Length];
        for (int i = 0; i < wide.Length; i++) wide[i] = logits[i];
        return Loss(wide, classes, labels, 1 / temperature, out _, out _);
    }

    private static TemperatureScalingResult FitWide(double[] logits, int classes, ReadOnlySpan<int> labels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classes);
        if (logits.Length != (long)labels.Length * classes)
            LearningErrors.Length("logits", logits.Length, (long)labels.Length * classes, nameof(logits));
        if (labels.Length == 0) LearningErrors.NoRows("the logits to calibrate have");
        for (int i = 0; i < logits.Length; i++)
        {
            if (!double.IsFinite(logits[i])) LearningErrors.NotFinite("the logit", $"row {i / classes} (from 0)", i % classes, logits[i]);
        }

        for (int row = 0; row < labels.Length; row++)
        {
            if ((uint)labels[row] >= (uint)classes) LearningErrors.LabelRange(row, labels[row], classes);
        }

        double before = Loss(logits, classes, labels, 1, out _, out _);
        double low = 1 / Most, high = 1 / Least;                // the bracket of 1 / temperature
        Loss(logits, classes, labels, low, out double slopeLow, out _);
        Loss(logits, classes, labels, high, out double slopeHigh, out _);
        double inverse = slopeLow >= 0 ? low : slopeHigh <= 0 ? high : Root(logits, classes, labels, low, high);
        return new TemperatureScalingResult(
            1 / inverse, before, Loss(logits, classes, labels, inverse, out _, out _), AtLimit: slopeLow >= 0 || slopeHigh <= 0);
    }

    private static double Root(double[] logits, int classes, ReadOnlySpan<int> labels, double low, double high)
    {
        double x = 1;
        for (int i = 0; i < 200 && high - low > 1e-12 * high; i++)
        {
            Loss(logits, classes, labels, x, out double slope, out double curvature);
            if (slope == 0) return x;
            if (slope > 0) high = x;
            else low = x;
            double newton = x - (slope / curvature);
            if (Math.Abs(newton - x) <= 1e-13 * x) return x;
            x = newton > low && newton < high ? newton : Math.Sqrt(low * high);
        }

        return x;
    }

    // L(b) = mean of ln Σₖ exp(b zₖ) − b z_y   ⇒   L' = mean of E[z] − z_y,  L'' = mean of Var[z], under p = softmax(b z)
    private static double Loss(
        double[] logits, int classes, ReadOnlySpan<int> labels, double inverse, out double slope, out double curvature)
    {
        double loss = 0;
        slope = curvature = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            var z = logits.AsSpan(row * classes, classes);
            double max = double.NegativeInfinity, sum = 0, first = 0, second = 0;
            foreach (double value in z) max = Math.Max(max, value);
            foreach (double value in z)
            {
                double e = Math.Exp(inverse * (value - max));
                sum += e;
                first += e * (value - max);
                second += e * (value - max) * (value - max);
            }

            double own = z[labels[row]] - max, mean = first / sum;
            loss += Math.Log(sum) - (inverse * own);
            slope += mean - own;
            curvature += (second / sum) - (mean * mean);
        }

        slope /= labels.Length;
        curvature /= labels.Length;
        return loss / labels.Length;
    }
}
