using Matiz.Formats;

namespace Matiz.Training;

/// <summary>
/// A training that cannot start or go on for a reason the user can correct: settings that contradict each other, a loss that is no
/// number, a folder of another run. The message says what was found, what was expected and what to do.
/// </summary>
public sealed class TrainingException : MatizException
{
    /// <summary>A fault with its message.</summary>
    public TrainingException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>A fault at a step.</summary>
    /// <param name="step">The optimizer step, from 1.</param>
    /// <param name="message">What was found, what was expected, what to do.</param>
    /// <param name="innerException">What noticed it, or null.</param>
    public TrainingException(int step, string message, Exception? innerException = null)
        : base(message, innerException) => Step = step;

    /// <summary>The optimizer step at which training stopped, from 1; null when no step is at fault.</summary>
    public int? Step { get; }
}

/// <summary>
/// Training was cancelled. It stopped between two steps, with a checkpoint where there is a run folder, so that a resumed run goes
/// on as if nothing had happened.
/// </summary>
public sealed class TrainingInterruptedException : OperationCanceledException
{
    internal TrainingInterruptedException(int step, string? checkpoint, CancellationToken token)
        : base(
            checkpoint is null
                ? $"training was interrupted after step {step}; without an output folder nothing was saved."
                : $"training was interrupted after step {step}; '{checkpoint}' holds it: resume from there.",
            token)
    {
        Step = step;
        Checkpoint = checkpoint;
    }

    /// <summary>Steps that were completed.</summary>
    public int Step { get; }

    /// <summary>The folder of the checkpoint; null without an output folder.</summary>
    public string? Checkpoint { get; }
}
