using System.Globalization;

namespace Matiz.Training.Keras;

/// <summary>Stops when a value has not improved for some epochs (reference: <c>keras.callbacks.EarlyStopping</c>).</summary>
public sealed class EarlyStopping : MonitoringCallback
{
    private readonly int _patience, _startFromEpoch;
    private readonly double? _baseline;
    private readonly bool _restoreBestWeights, _verbose;
    private int _wait;
    private float[][]? _bestWeights;

    /// <summary>A callback.</summary>
    /// <param name="monitor">The value that is watched. Default <c>val_loss</c>.</param>
    /// <param name="minDelta">An improvement is more than this. Default 0.</param>
    /// <param name="patience">
    /// Epochs without improvement after which training stops. Default 0: at the first that is not better; never at the very first.
    /// </param>
    /// <param name="verbose">Whether it says when it stops. Default false.</param>
    /// <param name="mode">Which direction is better. Default as the metric says.</param>
    /// <param name="baseline">Only better values than this count as progress. Null, the default: any.</param>
    /// <param name="restoreBestWeights">
    /// Whether the model gets back the weights of its best epoch when training ends, by this callback or not. Default false: those of the
    /// last. They are kept in memory.
    /// </param>
    /// <param name="startFromEpoch">Epochs that are not looked at, as warm-up. Default 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public EarlyStopping(
        string monitor = "val_loss", double minDelta = 0, int patience = 0, bool verbose = false, MonitorMode mode = MonitorMode.Auto,
        double? baseline = null, bool restoreBestWeights = false, int startFromEpoch = 0)
        : base(monitor, mode, minDelta)
    {
        _patience = NotNegative(patience, nameof(patience));
        _startFromEpoch = NotNegative(startFromEpoch, nameof(startFromEpoch));
        (_baseline, _restoreBestWeights, _verbose) = (baseline, restoreBestWeights, verbose);
    }

    /// <summary>The best value so far; null before the first.</summary>
    public double? Best { get; private set; }

    /// <summary>Its epoch, from 0.</summary>
    public int BestEpoch { get; private set; }

    /// <summary>The epoch after which it stopped, from 0; null where it did not.</summary>
    public int? StoppedEpoch { get; private set; }

    /// <inheritdoc/>
    public override void OnTrainBegin(FitContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Watch(context);
        (_wait, _bestWeights, Best, BestEpoch, StoppedEpoch) = (0, null, null, 0, null);
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(FitContext context, int epoch, IDictionary<string, double> logs)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(logs);
        if (!logs.TryGetValue(Monitor, out double value) || epoch < _startFromEpoch) return;
        bool isBetter = IsImprovement(value, Best);
        if (isBetter) (Best, BestEpoch) = (value, epoch);
        if (_restoreBestWeights && (isBetter || _bestWeights is null)) Keep(context, epoch);

        // As Keras: the wait starts anew only where the baseline, too, is beaten.
        _wait++;
        if (isBetter && (_baseline is not { } least || IsImprovement(value, least))) _wait = 0;
        if (isBetter || _wait < _patience || epoch == 0) return;
        StoppedEpoch = epoch;
        context.StopTraining = true;
    }

    /// <inheritdoc/>
    public override void OnTrainEnd(FitContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (_verbose && StoppedEpoch is { } stopped)
            context.Write(string.Create(CultureInfo.InvariantCulture, $"Epoch {stopped + 1}: early stopping"));
        if (_bestWeights is null) return;
        if (_verbose)
        {
            context.Write(string.Create(
                CultureInfo.InvariantCulture, $"Restoring model weights from the end of the best epoch: {BestEpoch + 1}."));
        }

        foreach (var (parameter, values) in context.Model.Parameters.Zip(_bestWeights)) parameter.CopyFrom(values);
        _bestWeights = null;
    }

    // Also of the first epoch that is looked at, whatever it was: there may never be a better one.
    private void Keep(FitContext context, int epoch)
    {
        BestEpoch = epoch;
        _bestWeights = [.. context.Model.Parameters.Select(parameter => parameter.Value.ToArray())];
    }
}
