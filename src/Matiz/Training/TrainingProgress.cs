namespace Matiz.Training;

/// <summary>What a run is doing.</summary>
public enum TrainingPhase
{
    /// <summary>Optimizer steps.</summary>
    Training,

    /// <summary>An evaluation.</summary>
    Evaluating,

    /// <summary>A checkpoint, or the model at the end.</summary>
    Saving,
}

/// <summary>
/// A report while training runs: after each step, before and after each evaluation, before each checkpoint, and of each warning.
/// </summary>
public sealed record TrainingProgress
{
    /// <summary>What the run does now.</summary>
    public required TrainingPhase Phase { get; init; }

    /// <summary>Steps done.</summary>
    public required int Step { get; init; }

    /// <summary>Steps in all.</summary>
    public required int TotalSteps { get; init; }

    /// <summary>Epochs done, with the fraction.</summary>
    public required double Epoch { get; init; }

    /// <summary>Epochs in all.</summary>
    public required int EpochCount { get; init; }

    /// <summary>The loss of the last step; null before the first.</summary>
    public double? Loss { get; init; }

    /// <summary>The learning rate of the last step.</summary>
    public double LearningRate { get; init; }

    /// <summary>The norm of all gradients in the last step, before clipping.</summary>
    public double GradientNorm { get; init; }

    /// <summary>Training tokens a second, over the steps of this process.</summary>
    public double TokensPerSecond { get; init; }

    /// <summary>What the remaining steps will take at the speed so far, evaluations not counted.</summary>
    public TimeSpan TimeLeft { get; init; }

    /// <summary>The entry of an evaluation that has just ended; else null.</summary>
    public LogEntry? Evaluation { get; init; }

    /// <summary>Something that is worth a look, in one line; else null. Nothing else is new in such a report.</summary>
    public string? Warning { get; init; }
}
