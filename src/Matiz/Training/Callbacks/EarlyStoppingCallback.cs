using System.Text.Json.Nodes;

namespace Matiz.Training;

/// <summary>
/// Stops after so many evaluations without improvement (reference: <c>EarlyStoppingCallback</c>). An evaluation improves when it is
/// the first, or better than the best before it by more than the threshold.
/// </summary>
public sealed class EarlyStoppingCallback : TrainerCallback
{
    private int _patienceCounter;

    /// <summary>A callback.</summary>
    /// <param name="patience">Evaluations without improvement after which training stops. Default 1.</param>
    /// <param name="threshold">An improvement is more than this. Default 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The patience is below 1, or the threshold negative.</exception>
    public EarlyStoppingCallback(int patience = 1, double threshold = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(patience, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(threshold);
        (Patience, Threshold) = (patience, threshold);
    }

    /// <summary>Evaluations without improvement after which training stops.</summary>
    public int Patience { get; }

    /// <summary>An improvement is more than this.</summary>
    public double Threshold { get; }

    /// <inheritdoc/>
    public override void OnEvaluate(TrainerContext context, LogEntry entry)
    {
        ArgumentNullException.ThrowIfNull(context);
        var selection = MetricSelection.For(context.Arguments);
        double? value = selection.ValueIn(entry.Values);
        bool improved = value is { } number
            && (context.State.BestMetric is not { } best || (selection.IsBetter(number, best) && Math.Abs(number - best) > Threshold));
        _patienceCounter = improved ? 0 : _patienceCounter + 1;
        if (_patienceCounter >= Patience) context.Control.ShouldStop = true;
    }

    /// <inheritdoc/>
    public override JsonObject SaveState() => new()
    {
        ["args"] = new JsonObject { ["early_stopping_patience"] = Patience, ["early_stopping_threshold"] = Threshold },
        ["attributes"] = new JsonObject { ["early_stopping_patience_counter"] = _patienceCounter },
    };

    /// <inheritdoc/>
    public override void LoadState(JsonObject state)
    {
        ArgumentNullException.ThrowIfNull(state);
        _patienceCounter = state["attributes"]?["early_stopping_patience_counter"]?.GetValue<int>() ?? 0;
    }
}
