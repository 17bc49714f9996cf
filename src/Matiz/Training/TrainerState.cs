namespace Matiz.Training;

/// <summary>How far a run has come; what callbacks see and <c>trainer_state.json</c> holds.</summary>
public sealed class TrainerState
{
    private readonly List<LogEntry> _history = [];

    /// <summary>Steps done (reference: <c>global_step</c>).</summary>
    public int Step { get; internal set; }

    /// <summary>Steps of the whole run (reference: <c>max_steps</c>).</summary>
    public int TotalSteps { get; internal set; }

    /// <summary>Epochs done, with the fraction.</summary>
    public double Epoch { get; internal set; }

    /// <summary>Epochs that the run begins (reference: <c>num_train_epochs</c>).</summary>
    public int EpochCount { get; internal set; }

    /// <summary>Entries in their order (reference: <c>log_history</c>).</summary>
    public IReadOnlyList<LogEntry> History => _history;

    /// <summary>The best value so far of the metric that counts; null before the first evaluation.</summary>
    public double? BestMetric { get; internal set; }

    /// <summary>The step of the best evaluation (reference: <c>best_global_step</c>); null before the first.</summary>
    public int? BestStep { get; internal set; }

    /// <summary>The folder of the best checkpoint, such as <c>emotion/checkpoint-500</c>; null where there is none.</summary>
    public string? BestCheckpoint { get; internal set; }

    /// <summary>Training tokens so far, every one a real one.</summary>
    public long TokensSeen { get; internal set; }

    /// <summary>Training rows so far.</summary>
    public long RowsSeen { get; internal set; }

    /// <summary>Seconds of training so far, evaluations included; a resumed run goes on counting.</summary>
    public double ElapsedSeconds { get; internal set; }

    /// <summary>The sum of the losses of all steps.</summary>
    internal double LossSum { get; set; }

    /// <summary>The sum of the losses since the last log, and their number.</summary>
    internal double UnloggedLossSum { get; set; }

    internal int UnloggedSteps { get; set; }

    /// <summary>True in a checkpoint that was written on interruption, before the evaluation and the saving of its step.</summary>
    internal bool EventsPending { get; set; }

    internal void Add(LogEntry entry) => _history.Add(entry);
}
