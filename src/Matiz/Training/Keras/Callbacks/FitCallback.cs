namespace Matiz.Training.Keras;

/// <summary>
/// Hooks into <c>Fit</c> (reference: <c>keras.callbacks.Callback</c>). Override what is needed. Epochs and batches are counted from 0, as
/// Keras counts them there.
/// </summary>
public abstract class FitCallback
{
    /// <summary>Names that this callback adds to the logs of an epoch, so that others may watch them. Default none.</summary>
    public virtual IReadOnlyList<string> LogNames => [];

    /// <summary>Before the first epoch.</summary>
    public virtual void OnTrainBegin(FitContext context)
    {
    }

    /// <summary>Before the first batch of an epoch.</summary>
    public virtual void OnEpochBegin(FitContext context, int epoch)
    {
    }

    /// <summary>After an update; <see cref="FitContext.Logs"/> has the running means.</summary>
    public virtual void OnTrainBatchEnd(FitContext context, int batch)
    {
    }

    /// <summary>After an epoch and its validation.</summary>
    /// <param name="context">The training.</param>
    /// <param name="epoch">From 0.</param>
    /// <param name="logs">What was measured; what is added here is seen by the callbacks after this one, and recorded.</param>
    public virtual void OnEpochEnd(FitContext context, int epoch, IDictionary<string, double> logs)
    {
    }

    /// <summary>After the last epoch, also where training was stopped early; not after an error, or when it was cancelled.</summary>
    public virtual void OnTrainEnd(FitContext context)
    {
    }
}
