using System.Globalization;
using Matiz.Models;
using Matiz.Tensors;

namespace Matiz.Training;

/// <summary>
/// The checkpoints of one training: written and rotated, gone on from, and the best of them given back at the end. Without a run folder
/// only the best weights are kept, in memory.
/// </summary>
internal sealed class Checkpointer(Trainer trainer, AdamW optimizer, TrainerControl control)
{
    private readonly SequenceClassificationModel _model = trainer.Model;
    private readonly TrainingArguments _arguments = trainer.Arguments;
    private float[][]? _bestWeights;

    /// <summary>The run folder; null before it is opened, and where nothing is written.</summary>
    public RunFolder? Folder { get; private set; }

    /// <summary>The steps that have a whole checkpoint, ascending.</summary>
    public IReadOnlyList<int> Steps => Folder?.Checkpoints ?? [];

    /// <summary>Opens the folder of a resumed run, or begins one; nothing where no folder is named.</summary>
    /// <returns>Whether a run is resumed.</returns>
    /// <exception cref="TrainingException">The folder is in use, or its run has other settings.</exception>
    public bool OpenFolder()
    {
        string? path = trainer.RunFolder?.Path ?? _arguments.OutputDirectory;
        if (path is null)
        {
            return _arguments.Resume
                ? throw new TrainingException(
                    "a run should be resumed, but no output folder is named. Name the folder of the interrupted run.")
                : false;
        }

        bool isResuming = _arguments.Resume && RunFolder.CanResume(path);
        Folder = trainer.RunFolder ?? (isResuming ? RunFolder.Resume(path) : RunFolder.Begin(path, _arguments.Overwrite));
        if (isResuming) RequireSameSettings(path);
        return isResuming;
    }

    /// <summary>Goes on from the newest whole checkpoint.</summary>
    /// <param name="setup">The steps of the run, and what is best.</param>
    /// <param name="warn">Told of checkpoints that are damaged or gone.</param>
    /// <returns>
    /// The state at that step, with weights and moments in their places; null where there is none and the run starts over.
    /// </returns>
    /// <exception cref="TrainingException">The checkpoint is damaged, or of another run.</exception>
    public TrainerState? Resume(TrainingSetup setup, Action<string> warn)
    {
        var folder = Folder!;
        int? newest = folder.Checkpoints is [.., var last] ? last : null;
        foreach (var (step, fault) in CheckpointFolders.DamagedAfter(folder.Place, newest ?? -1))
        {
            string instead = newest is { } before ? $"the run goes on from step {before}" : "no other is whole, and the run starts over";
            warn($"{CheckpointFolders.PathOf(folder.Place, step)}: this checkpoint is damaged ({fault}) and is passed over; {instead}.");
        }

        if (newest is { } whole) return Load(whole, setup, warn);
        CheckpointFolders.DeleteAll(folder.Place);
        return null;
    }

    /// <summary>Writes the checkpoint of a state and deletes the oldest beyond the limit; never the best.</summary>
    /// <returns>Its folder.</returns>
    public string Save(TrainerState state)
    {
        string checkpoint = CheckpointFolders.PathOf(Folder!.Place, state.Step);
        string? bestBefore = state.BestCheckpoint;
        if (state.BestStep == state.Step) state.BestCheckpoint = CheckpointFolders.PathOf(Folder.Path, state.Step);
        try
        {
            CheckpointFolders.Write(Folder.Place, state.Step, folder =>
            {
                _model.Save(folder);
                OptimizerFile.Save(folder, optimizer);
                SaveState(folder, state);
                TrainerStateFile.SaveRunState(folder, state);
            });
        }
        catch
        {
            state.BestCheckpoint = bestBefore;
            throw;
        }

        CheckpointFolders.Rotate(Folder.Place, _arguments.SaveLimit, state.BestStep);
        return checkpoint;
    }

    /// <summary>Notes that the weights as they are now are the best so far.</summary>
    public void NoteBest(TrainerState state)
    {
        state.BestCheckpoint = null;
        if (_arguments.LoadBestModelAtEnd && Folder is null)
            _bestWeights = [.. _model.Parameters.Select(parameter => parameter.Value.ToArray())];
    }

    /// <summary>Puts the best weights into the model, where they are not the last.</summary>
    public void LoadBest(TrainerState state)
    {
        if (state.BestStep is not { } best || best == state.Step) return;
        if (Folder is not null)
        {
            CheckpointWeights.Load(CheckpointFolders.PathOf(Folder.Place, best), _model);
            return;
        }

        foreach (var (parameter, values) in _model.Parameters.Zip(_bestWeights!)) parameter.CopyFrom(values);
    }

    /// <summary>Writes the model folder and <c>trainer_state.json</c> of a finished training.</summary>
    public void SaveModel(TrainerState state)
    {
        _model.Save(Folder!.Place);
        SaveState(Folder.Place, state);
    }

    /// <summary>The reference's estimate: 6 operations for each token and weight, embeddings left out.</summary>
    public double TotalFlops(TrainerState state) =>
        6.0 * state.TokensSeen
        * (_model.Parameters.Sum(parameter => parameter.Length)
            - _model.Encoder.EmbeddingParameters.Where(parameter => parameter.Shape.Count > 1).Sum(parameter => parameter.Length));

    private void SaveState(string folder, TrainerState state) =>
        TrainerStateFile.Save(folder, state, control, _arguments, trainer.Callbacks, TotalFlops(state));

    private void RequireSameSettings(string path)
    {
        var recorded = Folder!.Settings
            ?? throw new TrainingException($"{path}: there is no {RunSettings.FileName} any more. Start a new run.");
        var differences = recorded.DifferencesTo(trainer.Settings);
        if (differences.Count == 0) return;
        throw new TrainingException(
            $"the run in '{Folder.Path}' was made with other settings: {string.Join("; ", differences)}. "
            + "A resumed run has the settings, data and kernels of the interrupted one. Use those, or start a new run.");
    }

    private TrainerState Load(int step, TrainingSetup setup, Action<string> warn)
    {
        string folder = CheckpointFolders.PathOf(Folder!.Place, step);
        var state = TrainerStateFile.Load(folder, control, trainer.Callbacks);
        int total = setup.Plan.TotalSteps;
        if (state.Step != step || state.TotalSteps != total)
        {
            throw new TrainingException(
                $"{folder}: the checkpoint is at step {state.Step} of {state.TotalSteps}; step {step} of {total} was expected. "
                + "Start a new run.");
        }

        CheckpointWeights.Load(folder, _model);
        OptimizerFile.Load(folder, optimizer);
        RequireBest(state, setup.Selection, warn);
        state.BestCheckpoint = state.BestStep is { } best && Folder.Checkpoints.Contains(best)
            ? CheckpointFolders.PathOf(Folder.Path, best)
            : null;
        return state;
    }

    // Looked at when a run goes on, not when it ends: without the checkpoint the last hours would be in vain.
    private void RequireBest(TrainerState state, MetricSelection selection, Action<string> warn)
    {
        if (!_arguments.LoadBestModelAtEnd || state.BestStep is not { } best || HasCheckpoint(best)) return;
        (state.BestMetric, state.BestStep) = (null, null);
        foreach (var entry in state.History.Where(entry => entry.IsEvaluation && HasCheckpoint(entry.Step)))
        {
            if (selection.ValueIn(entry.Values) is not { } value) continue;
            if (state.BestMetric is { } before && !selection.IsBetter(value, before)) continue;
            (state.BestMetric, state.BestStep) = (value, entry.Step);
        }

        string rest = state.BestStep is { } found
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"of those that are there, step {found} is the best ({selection.Key} {state.BestMetric:0.####})")
            : "no evaluation that is left has one, so that the best is sought among those to come";
        warn(
            $"{CheckpointFolders.PathOf(Folder!.Path, best)}: the best checkpoint so far is gone or damaged; {rest}. "
            + "Put it back before going on if it still exists elsewhere.");
    }

    private bool HasCheckpoint(int step) =>
        Steps.Contains(step) && CheckpointWeights.Fit(CheckpointFolders.PathOf(Folder!.Place, step), _model);
}
