using System.Text.Json.Nodes;
using Matiz.Models;

namespace Matiz.Training;

/// <summary>What a callback may ask of the trainer; every flag but the last is cleared when it has been acted upon.</summary>
public sealed class TrainerControl
{
    /// <summary>Log after this step (reference: <c>should_log</c>).</summary>
    public bool ShouldLog { get; set; }

    /// <summary>Evaluate after this step (reference: <c>should_evaluate</c>).</summary>
    public bool ShouldEvaluate { get; set; }

    /// <summary>Write a checkpoint after this step (reference: <c>should_save</c>).</summary>
    public bool ShouldSave { get; set; }

    /// <summary>End training after what is due for this step (reference: <c>should_training_stop</c>).</summary>
    public bool ShouldStop { get; set; }
}

/// <summary>What a callback sees.</summary>
/// <param name="Arguments">The settings of the run.</param>
/// <param name="State">How far the run has come.</param>
/// <param name="Control">What to do next; may be changed.</param>
/// <param name="Model">The model in training.</param>
public sealed record TrainerContext(
    TrainingArguments Arguments, TrainerState State, TrainerControl Control, SequenceClassificationModel Model);

/// <summary>
/// Hooks into a training (reference: <c>TrainerCallback</c>). Override what is needed; the order at one step is OnStepEnd, then
/// OnLog, OnEvaluate and OnSave as they are due, then OnEpochEnd where an epoch ends.
/// </summary>
public abstract class TrainerCallback
{
    /// <summary>The name under which <see cref="SaveState"/> is kept in <c>trainer_state.json</c>. Default: the type's name.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>Before the first step; also of a resumed run.</summary>
    public virtual void OnTrainBegin(TrainerContext context)
    {
    }

    /// <summary>Before the first step of an epoch.</summary>
    public virtual void OnEpochBegin(TrainerContext context)
    {
    }

    /// <summary>After each optimizer step; the flags for this step are already set as the settings say.</summary>
    public virtual void OnStepEnd(TrainerContext context)
    {
    }

    /// <summary>After an entry was added to the history.</summary>
    public virtual void OnLog(TrainerContext context, LogEntry entry)
    {
    }

    /// <summary>After an evaluation, before it is compared with the best one.</summary>
    public virtual void OnEvaluate(TrainerContext context, LogEntry entry)
    {
    }

    /// <summary>After a checkpoint was written.</summary>
    public virtual void OnSave(TrainerContext context, string checkpoint)
    {
    }

    /// <summary>After everything that is due for the last step of an epoch.</summary>
    public virtual void OnEpochEnd(TrainerContext context)
    {
    }

    /// <summary>After the last step, with the weights that the run ends with.</summary>
    public virtual void OnTrainEnd(TrainerContext context)
    {
    }

    /// <summary>What a resumed run needs, as <c>args</c> and <c>attributes</c> of the reference; null, the default: nothing.</summary>
    public virtual JsonObject? SaveState() => null;

    /// <summary>Takes back what <see cref="SaveState"/> gave, in a resumed run.</summary>
    public virtual void LoadState(JsonObject state)
    {
    }
}
