namespace Matiz.Training.Keras;

/// <summary>In which direction a watched value is better.</summary>
public enum MonitorMode
{
    /// <summary>As its metric says: losses and errors down, others up. (Keras 2 goes by the name, and takes an F1 for an error.)</summary>
    Auto,

    /// <summary>Less is better.</summary>
    Min,

    /// <summary>More is better.</summary>
    Max,
}

/// <summary>A callback that watches one of the values of an epoch.</summary>
/// <remarks>
/// A value that nobody measures is an error before the first step, where Keras warns after each epoch and goes on. An epoch without
/// validation, as <c>validationFreq</c> makes them, is passed over; a value that is no number is never an improvement.
/// </remarks>
public abstract class MonitoringCallback : FitCallback
{
    private readonly MonitorMode _mode;
    private readonly double _minDelta;
    private bool _greaterIsBetter;

    private protected MonitoringCallback(string monitor, MonitorMode mode, double minDelta)
    {
        ArgumentException.ThrowIfNullOrEmpty(monitor);
        if (!Enum.IsDefined(mode)) throw new ArgumentOutOfRangeException(nameof(mode), mode, "expected Auto, Min or Max.");
        if (!double.IsFinite(minDelta)) throw new ArgumentOutOfRangeException(nameof(minDelta), minDelta, "expected a number.");
        (Monitor, _mode, _minDelta) = (monitor, mode, Math.Abs(minDelta));
    }

    /// <summary>The name of the value, such as <c>val_loss</c>.</summary>
    public string Monitor { get; }

    /// <summary>Checks that the value is measured, and finds out which direction is better.</summary>
    private protected void Watch(FitContext context)
    {
        context.RequireLogged(GetType().Name, Monitor);
        _greaterIsBetter = _mode is MonitorMode.Auto
            ? context.GreaterIsBetter(Monitor) ?? throw new TrainingException(
                $"{GetType().Name} watches '{Monitor}', of which it is not known whether more or less is better. "
                + "MonitorMode.Min or MonitorMode.Max was expected. Give one as its mode.")
            : _mode is MonitorMode.Max;
    }

    /// <summary>Whether a value is better than another by more than the least difference.</summary>
    /// <param name="value">The value.</param>
    /// <param name="other">The best before; null: there is none, and any number is better.</param>
    private protected bool IsImprovement(double value, double? other) =>
        other is not { } best ? !double.IsNaN(value) : _greaterIsBetter ? value - _minDelta > best : value + _minDelta < best;

    /// <summary>A number that must not be negative.</summary>
    private protected static int NotNegative(int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value, name);
        return value;
    }
}
