namespace Matiz.Training.Keras;

/// <summary>
/// A course of the learning rate over the updates, in the place of a number (reference:
/// <c>keras.optimizers.schedules.LearningRateSchedule</c>). One of your own derives from it.
/// </summary>
public abstract class LearningRateDecay
{
    /// <summary>The rate of the update that follows <paramref name="updates"/> earlier ones.</summary>
    /// <param name="updates">From 0.</param>
    public abstract double RateAfter(int updates);

    /// <summary>A rate that may be the start of a course.</summary>
    private protected static double Rate(double value, string name) => double.IsFinite(value) && value >= 0
        ? value
        : throw new ArgumentOutOfRangeException(name, value, "expected a number not below 0.");

    /// <summary>A number of updates that may be the length of a course.</summary>
    private protected static int Steps(int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, name);
        return value;
    }
}

/// <summary>
/// From one rate down to another (reference: <c>PolynomialDecay</c>): (initial - end)·(1 - s/steps)^power + end after s updates, and the
/// end from there. With power 1 and end 0 it is the straight line of the course.
/// </summary>
public sealed class PolynomialDecay : LearningRateDecay
{
    private readonly double _initial, _end, _power;
    private readonly int _steps;
    private readonly bool _cycle;

    /// <summary>A course.</summary>
    /// <param name="initialLearningRate">The first rate.</param>
    /// <param name="decaySteps">Updates until the end; batches × epochs for one that lasts as long as the training.</param>
    /// <param name="endLearningRate">The last rate. Default 0.0001, as in Keras: more than most fine-tunings begin with.</param>
    /// <param name="power">Default 1: a straight line.</param>
    /// <param name="cycle">Starts again from a rate in between, over twice the steps, and so on. Default false.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public PolynomialDecay(
        double initialLearningRate, int decaySteps, double endLearningRate = 0.0001, double power = 1, bool cycle = false)
    {
        _initial = Rate(initialLearningRate, nameof(initialLearningRate));
        _steps = Steps(decaySteps, nameof(decaySteps));
        _end = Rate(endLearningRate, nameof(endLearningRate));
        _power = Rate(power, nameof(power));
        _cycle = cycle;
    }

    /// <inheritdoc/>
    public override double RateAfter(int updates)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(updates);
        double steps = _steps, done = updates;
        if (_cycle) steps *= Math.Max(1, Math.Ceiling(done / steps));
        else done = Math.Min(done, steps);
        double left = 1 - (done / steps);
        return ((_initial - _end) * (_power == 1 ? left : Math.Pow(left, _power))) + _end;
    }
}

/// <summary>Ever a share of the rate before (reference: <c>ExponentialDecay</c>): initial·rate^(s/steps) after s updates.</summary>
public sealed class ExponentialDecay : LearningRateDecay
{
    private readonly double _initial, _rate;
    private readonly int _steps;
    private readonly bool _staircase;

    /// <summary>A course.</summary>
    /// <param name="initialLearningRate">The first rate.</param>
    /// <param name="decaySteps">Updates in which the rate is multiplied by <paramref name="decayRate"/> once.</param>
    /// <param name="decayRate">Above 0.</param>
    /// <param name="staircase">Whether it falls all at once, after that many updates each. Default false.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public ExponentialDecay(double initialLearningRate, int decaySteps, double decayRate, bool staircase = false)
    {
        ArgumentOutOfRangeException.ThrowIfZero(decayRate);
        _initial = Rate(initialLearningRate, nameof(initialLearningRate));
        _steps = Steps(decaySteps, nameof(decaySteps));
        _rate = Rate(decayRate, nameof(decayRate));
        _staircase = staircase;
    }

    /// <inheritdoc/>
    public override double RateAfter(int updates)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(updates);
        double times = _staircase ? updates / _steps : updates / (double)_steps;
        return _initial * Math.Pow(_rate, times);
    }
}

/// <summary>The courses of <see cref="Trainer"/>, which warm up: see <see cref="SchedulerType"/>.</summary>
public sealed class WarmupDecay : LearningRateDecay
{
    private readonly LearningRateSchedule _schedule;

    /// <summary>A course.</summary>
    /// <param name="learningRate">The highest rate, above 0; for a polynomial above 1e-7.</param>
    /// <param name="totalSteps">All updates of the training: batches × epochs.</param>
    /// <param name="warmupSteps">Updates until the highest rate is reached, from 0.</param>
    /// <param name="type">What follows. Default a straight line down to 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public WarmupDecay(double learningRate, int totalSteps, int warmupSteps, SchedulerType type = SchedulerType.Linear)
    {
        Rate(learningRate, nameof(learningRate));
        _schedule = new LearningRateSchedule(type, learningRate, Steps(totalSteps, nameof(totalSteps)), warmupSteps);
    }

    /// <inheritdoc/>
    public override double RateAfter(int updates) => _schedule.RateAfter(updates);
}
