namespace Matiz.Training;

/// <summary>What a training gave.</summary>
public sealed record TrainingResult
{
    /// <summary>Steps done.</summary>
    public required int Steps { get; init; }

    /// <summary>True when a callback, such as early stopping, ended the run before its last step.</summary>
    public required bool StoppedEarly { get; init; }

    /// <summary>The step of the checkpoint from which the run went on; null where it started at the beginning.</summary>
    public required int? ResumedFromStep { get; init; }

    /// <summary>The mean loss of all steps.</summary>
    public required double TrainLoss { get; init; }

    /// <summary>
    /// What <c>train_results.json</c> holds: <c>epoch train_loss train_runtime train_samples_per_second train_steps_per_second
    /// train_tokens_per_second total_steps total_flos</c>.
    /// </summary>
    public required IReadOnlyDictionary<string, double?> Metrics { get; init; }

    /// <summary>Losses by step and metrics by evaluation.</summary>
    public required IReadOnlyList<LogEntry> History { get; init; }

    /// <summary>The step of the best evaluation; null where there was none.</summary>
    public required int? BestStep { get; init; }

    /// <summary>
    /// The metrics of the best evaluation by <see cref="TrainingArguments.Metric"/>, by name with and without <c>eval_</c>:
    /// <c>result.Best["f1"]</c>. Empty where there was none; null: undefined.
    /// </summary>
    public required IReadOnlyDictionary<string, double?> Best { get; init; }
}
