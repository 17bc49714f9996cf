using Matiz.Data;

namespace Matiz.Training;

/// <content>What is checked and opened before the first step.</content>
internal sealed partial class TrainingRun
{
    private static LearningRateSchedule ScheduleOf(TrainingArguments arguments, int totalSteps)
    {
        try
        {
            return new LearningRateSchedule(arguments.Scheduler, arguments.LearningRate, totalSteps, arguments.WarmupStepsOf(totalSteps));
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw new TrainingException($"a learning rate of {arguments.LearningRate} is too low for the polynomial schedule, which ends at 1e-7. Raise it.", exception);
        }
    }

    private static IntervalStrategy EvaluationOf(Trainer trainer)
    {
        var strategy = trainer.Arguments.EvaluationStrategy
            ?? (trainer.EvaluationDataset is null ? IntervalStrategy.No : IntervalStrategy.Epoch);
        if (strategy != IntervalStrategy.No && trainer.EvaluationDataset is null)
            throw new TrainingException("evaluations during training are asked for, but the trainer has no evaluation rows. Give it some, or do not ask for evaluations.");
        bool needsEvaluation = trainer.Arguments.LoadBestModelAtEnd || trainer.Arguments.EarlyStoppingPatience is not null;
        if (strategy == IntervalStrategy.No && needsEvaluation)
            throw new TrainingException("the best model or early stopping is asked for, but nothing is evaluated during training. Give evaluation rows, and have them evaluated.");

        return strategy;
    }

    private static RowLoss LossOf(Trainer trainer)
    {
        var (model, arguments, data) = (trainer.Model, trainer.Arguments, trainer.TrainDataset!);
        if (model.ProblemType != ProblemType.SingleLabelClassification && (arguments.LabelSmoothing > 0 || arguments.ClassWeights is not null))
        {
            throw new TrainingException(
                $"label smoothing or class weights are set for {model.ProblemType.ToConfigName()}; they exist for single_label_classification only. Leave them out.");
        }

        float[]? weights = arguments.ClassWeights?.For(model.Labels, [.. data.Labels.Select(label => label.Index)]);
        return new RowLoss(model.ProblemType, model.Labels.Count, arguments.LabelSmoothing, weights);
    }

    private void Freeze()
    {
        if (_arguments.Freeze is not { } parts) return;
        try
        {
            _model.Freeze(parts);
        }
        catch (ArgumentException exception)
        {
            throw new TrainingException($"the parts to freeze cannot be found: {exception.Message}", exception);
        }
    }

    private void Begin()
    {
        bool isResuming = OpenFolder();
        (_state.TotalSteps, _state.EpochCount) = (_plan.TotalSteps, _plan.EpochCount);
        if (isResuming) ResumeFromNewest(_folder!);
        _folder?.WriteSettings(_trainer.Settings);
        _trainer.State = _state;
        _meter = new StepMeter(_state.ElapsedSeconds);
        if (_resumedFrom is null) foreach (string warning in ScheduleWarnings.Of(_arguments, _schedule)) Warn(warning);
        Call(callback => callback.OnTrainBegin(Context));
        if (!_state.EventsPending) return;
        _state.EventsPending = false;
        AfterStep(isPending: true);
    }

    private void ResumeFromNewest(RunFolder folder)
    {
        int? newest = folder.Checkpoints is [.., var last] ? last : null;
        foreach (var (step, fault) in CheckpointFolders.DamagedAfter(folder.Place, newest ?? -1))
        {
            string instead = newest is { } before ? $"the run goes on from step {before}" : "no other is whole, and the run starts over";
            Warn($"{CheckpointFolders.PathOf(folder.Place, step)}: this checkpoint is damaged ({fault}) and is passed over; {instead}.");
        }

        if (newest is { } whole) Resume(whole);
        else CheckpointFolders.DeleteAll(folder.Place);
    }

    private bool OpenFolder()
    {
        string? path = _trainer.RunFolder?.Path ?? _arguments.OutputDirectory;
        if (path is null)
        {
            return _arguments.Resume
                ? throw new TrainingException("a run is to be resumed, but no output folder is named. Name the folder of the interrupted run.")
                : false;
        }

        bool isResuming = _arguments.Resume && RunFolder.CanResume(path);
        _folder = _trainer.RunFolder ?? (isResuming ? RunFolder.Resume(path) : RunFolder.Begin(path, _arguments.Overwrite));
        if (isResuming) RequireSameSettings(_folder.Settings ?? throw new TrainingException($"{path}: there is no {RunSettings.FileName} any more. Start a new run."));
        return isResuming;
    }

    private void RequireSameSettings(RunSettings recorded)
    {
        var differences = recorded.DifferencesTo(_trainer.Settings);
        if (differences.Count == 0) return;
        throw new TrainingException(
            $"the run in '{_folder!.Path}' was made with other settings: {string.Join("; ", differences)}. "
            + "A resumed run has the settings, data and kernels of the interrupted one. Use those, or start a new run.");
    }

    private void Resume(int step)
    {
        string folder = CheckpointFolders.PathOf(_folder!.Place, step);
        _state = TrainerStateFile.Load(folder, _control, _trainer.Callbacks);
        if (_state.Step != step || _state.TotalSteps != _plan.TotalSteps)
        {
            throw new TrainingException(
                $"{folder}: the checkpoint is at step {_state.Step} of {_state.TotalSteps}; step {step} of {_plan.TotalSteps} was expected. Start a new run.");
        }

        CheckpointWeights.Load(folder, _model);
        OptimizerFile.Load(folder, _optimizer);
        RequireBest();
        _state.BestCheckpoint = _state.BestStep is { } best && _folder.Checkpoints.Contains(best) ? CheckpointFolders.PathOf(_folder.Path, best) : null;
        _resumedFrom = step;
    }
}
