using System.Globalization;

namespace Matiz.Training.Keras;

/// <summary>
/// Lowers the learning rate when a value has not improved for some epochs (reference: <c>keras.callbacks.ReduceLROnPlateau</c>), and logs
/// the rate of each epoch as <c>learning_rate</c>.
/// </summary>
public sealed class ReduceLearningRateOnPlateau : MonitoringCallback
{
    private const string RateName = "learning_rate";

    private readonly double _factor, _least;
    private readonly int _patience, _cooldown;
    private readonly bool _verbose;
    private double? _best;
    private int _wait, _cooling;

    /// <summary>A callback.</summary>
    /// <param name="monitor">The value that is watched. Default <c>val_loss</c>.</param>
    /// <param name="factor">What the rate is multiplied by, from 0 to below 1. Default 0.1.</param>
    /// <param name="patience">Epochs without improvement after which it is lowered. Default 10.</param>
    /// <param name="verbose">Whether it says so. Default false.</param>
    /// <param name="mode">Which direction is better. Default as the metric says.</param>
    /// <param name="minDelta">An improvement is more than this. Default 0.0001.</param>
    /// <param name="cooldown">Epochs after it was lowered in which none is counted. Default 0.</param>
    /// <param name="minLearningRate">It is lowered no further. Default 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public ReduceLearningRateOnPlateau(
        string monitor = "val_loss", double factor = 0.1, int patience = 10, bool verbose = false, MonitorMode mode = MonitorMode.Auto,
        double minDelta = 1e-4, int cooldown = 0, double minLearningRate = 0)
        : base(monitor, mode, minDelta)
    {
        if (factor is not (>= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(factor), factor, "expected a number from 0 to below 1.");
        if (!(minLearningRate >= 0))
            throw new ArgumentOutOfRangeException(nameof(minLearningRate), minLearningRate, "expected a number not below 0.");
        (_factor, _least, _verbose) = (factor, minLearningRate, verbose);
        _patience = NotNegative(patience, nameof(patience));
        _cooldown = NotNegative(cooldown, nameof(cooldown));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> LogNames { get; } = [RateName];

    /// <inheritdoc/>
    public override void OnTrainBegin(FitContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Optimizer.Decay is { } decay)
        {
            throw new TrainingException(
                $"{nameof(ReduceLearningRateOnPlateau)} would lower the learning rate, but that of the optimizer follows "
                + $"{decay.GetType().Name}. A number was expected. Compile with an optimizer that has one, or leave the callback out.");
        }

        Watch(context);
        (_best, _wait, _cooling) = (null, 0, 0);
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(FitContext context, int epoch, IDictionary<string, double> logs)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(logs);
        logs[RateName] = context.Optimizer.LearningRate;        // that of this epoch, before it is lowered
        if (!logs.TryGetValue(Monitor, out double value)) return;
        if (_cooling > 0)
        {
            _cooling--;
            _wait = 0;
        }

        if (IsImprovement(value, _best))
        {
            (_best, _wait) = (value, 0);
            return;
        }

        if (_cooling > 0) return;
        _wait++;
        if (_wait >= _patience) Lower(context, epoch);
    }

    private void Lower(FitContext context, int epoch)
    {
        double rate = context.Optimizer.LearningRate;
        if (rate <= _least) return;
        context.Optimizer.LearningRate = Math.Max(rate * _factor, _least);
        (_cooling, _wait) = (_cooldown, 0);
        if (_verbose)
        {
            context.Write(string.Create(
                CultureInfo.InvariantCulture, $"Epoch {epoch + 1}: the learning rate is lowered to {context.Optimizer.LearningRate:g6}."));
        }
    }
}
