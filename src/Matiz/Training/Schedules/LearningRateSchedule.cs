namespace Matiz.Training;

/// <summary>
/// The learning rate of every update, in the arithmetic of the reference: rate = base · f(s), s being the updates already done, so
/// that the first update has f(0). With a warm-up of w steps and N steps in all, f(s) = s / w below w; from there, with
/// p = (s - w) / (N - w): linear 1 - p, cosine ½(1 + cos πp), constant 1, polynomial 1 - p from the base rate to 1e-7.
/// </summary>
internal sealed class LearningRateSchedule
{
    /// <summary>Where the polynomial schedule ends (reference: <c>lr_end</c>).</summary>
    public const double PolynomialEnd = 1e-7;

    /// <summary>A schedule.</summary>
    /// <param name="type">Its course.</param>
    /// <param name="baseRate">The highest rate, above 0; for <see cref="SchedulerType.Polynomial"/> above 1e-7.</param>
    /// <param name="totalSteps">N, the updates of the run.</param>
    /// <param name="warmupSteps">w, the updates until the base rate is reached. Default 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range, or the type is unknown.</exception>
    public LearningRateSchedule(SchedulerType type, double baseRate, int totalSteps, int warmupSteps = 0)
    {
        if (!Enum.IsDefined(type)) throw new ArgumentOutOfRangeException(nameof(type), type, "expected a named schedule.");
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(baseRate);
        ArgumentOutOfRangeException.ThrowIfNegative(totalSteps);
        ArgumentOutOfRangeException.ThrowIfNegative(warmupSteps);
        if (type == SchedulerType.Polynomial && baseRate <= PolynomialEnd)
        {
            throw new ArgumentOutOfRangeException(
                nameof(baseRate), baseRate, $"the polynomial schedule ends at {PolynomialEnd}, so the learning rate must be above it.");
        }

        (Type, BaseRate, TotalSteps, WarmupSteps) = (type, baseRate, totalSteps, warmupSteps);
    }

    /// <summary>The course.</summary>
    public SchedulerType Type { get; }

    /// <summary>The highest rate.</summary>
    public double BaseRate { get; }

    /// <summary>The updates of the run.</summary>
    public int TotalSteps { get; }

    /// <summary>The updates until the base rate is reached.</summary>
    public int WarmupSteps { get; }

    /// <summary>The rate of the update that follows <paramref name="updates"/> earlier ones.</summary>
    public double RateAfter(int updates)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(updates);
        return BaseRate * Factor(updates);
    }

    private double Factor(int updates)
    {
        if (Type == SchedulerType.Constant) return 1;
        if (updates < WarmupSteps) return updates / (double)Math.Max(1, WarmupSteps);
        double progress = (updates - WarmupSteps) / (double)Math.Max(1, TotalSteps - WarmupSteps);
        return Type switch
        {
            SchedulerType.ConstantWithWarmup => 1,
            SchedulerType.Linear => Math.Max(0, (TotalSteps - updates) / (double)Math.Max(1, TotalSteps - WarmupSteps)),
            SchedulerType.Cosine => Math.Max(0, 0.5 * (1 + Math.Cos(Math.PI * progress))),
            _ => updates > TotalSteps
                ? PolynomialEnd / BaseRate
                : (((BaseRate - PolynomialEnd) * (1 - progress)) + PolynomialEnd) / BaseRate,
        };
    }
}
