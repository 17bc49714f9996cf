namespace Matiz.Training.Keras;

/// <summary>Calls what it is given (reference: <c>keras.callbacks.LambdaCallback</c>).</summary>
/// <example>
/// <code>
/// new LambdaCallback { EpochEnd = (context, epoch, logs) => context.StopTraining = logs["val_accuracy"] > 0.95 }
/// </code>
/// </example>
public sealed class LambdaCallback : FitCallback
{
    /// <summary>Before the first epoch.</summary>
    public Action<FitContext>? TrainBegin { get; init; }

    /// <summary>Before an epoch, from 0.</summary>
    public Action<FitContext, int>? EpochBegin { get; init; }

    /// <summary>After a batch, from 0.</summary>
    public Action<FitContext, int>? TrainBatchEnd { get; init; }

    /// <summary>After an epoch, from 0, with what was measured.</summary>
    public Action<FitContext, int, IDictionary<string, double>>? EpochEnd { get; init; }

    /// <summary>After the last epoch.</summary>
    public Action<FitContext>? TrainEnd { get; init; }

    /// <inheritdoc/>
    public override void OnTrainBegin(FitContext context) => TrainBegin?.Invoke(context);

    /// <inheritdoc/>
    public override void OnEpochBegin(FitContext context, int epoch) => EpochBegin?.Invoke(context, epoch);

    /// <inheritdoc/>
    public override void OnTrainBatchEnd(FitContext context, int batch) => TrainBatchEnd?.Invoke(context, batch);

    /// <inheritdoc/>
    public override void OnEpochEnd(FitContext context, int epoch, IDictionary<string, double> logs) =>
        EpochEnd?.Invoke(context, epoch, logs);

    /// <inheritdoc/>
    public override void OnTrainEnd(FitContext context) => TrainEnd?.Invoke(context);
}
