using Matiz.Models;

namespace Matiz.Training;

/// <content>What is due after a step: log, evaluate, save.</content>
internal sealed partial class TrainingRun
{
    // Order at one step, as the reference: log, evaluate (early stopping looks first), note the best, save, delete old ones.
    private void AfterStep(bool isPending)
    {
        SetFlags();
        if (isPending)
        {
            _control.ShouldEvaluate = true;
        }
        else
        {
            Call(callback => callback.OnStepEnd(Context));
            if (_control.ShouldLog) Log();
        }

        bool isBest = _control.ShouldEvaluate && Evaluate();
        (_control.ShouldLog, _control.ShouldEvaluate) = (false, false);
        if ((_control.ShouldSave || (isBest && _arguments.LoadBestModelAtEnd)) && _folder is not null) Save();
        _control.ShouldSave = false;
        if (_plan.EndsEpoch(_state.Step) || _state.Step == _plan.TotalSteps || _control.ShouldStop) Call(callback => callback.OnEpochEnd(Context));
    }

    private void SetFlags()
    {
        _control.ShouldLog = IsDue(_arguments.LoggingStrategy, _arguments.LoggingSteps) && !IsOnlyLast(_arguments.LoggingStrategy, _arguments.LoggingSteps);
        _control.ShouldEvaluate = IsDue(_evaluation, _arguments.EvaluationSteps ?? _arguments.LoggingSteps);
        _control.ShouldSave = IsDue(_arguments.SaveStrategy, _arguments.SaveSteps) || (_arguments.ExtraSaveSteps is { } extra && _state.Step % extra == 0);
    }

    private bool IsDue(IntervalStrategy strategy, int steps) => strategy switch
    {
        IntervalStrategy.No => false,
        IntervalStrategy.Steps => _state.Step % steps == 0 || _state.Step == _plan.TotalSteps,
        _ => _plan.EndsEpoch(_state.Step) || _state.Step == _plan.TotalSteps,
    };

    // The last step is evaluated and saved in any case, but logged only when its turn has come.
    private bool IsOnlyLast(IntervalStrategy strategy, int steps) => strategy == IntervalStrategy.Steps && _state.Step % steps != 0;

    private void Log()
    {
        if (_state.UnloggedSteps == 0 || _last is not { } last) return;
        var values = new SortedDictionary<string, double?>(StringComparer.Ordinal)
        {
            ["loss"] = _state.UnloggedLossSum / _state.UnloggedSteps,
            ["grad_norm"] = last.GradientNorm,
            ["learning_rate"] = last.LearningRate,
        };
        (_state.UnloggedLossSum, _state.UnloggedSteps) = (0, 0);
        Add(values);
    }

    private LogEntry Add(IReadOnlyDictionary<string, double?> values)
    {
        var entry = new LogEntry(_state.Step, _state.Epoch, values);
        _state.Add(entry);
        Call(callback => callback.OnLog(Context, entry));
        return entry;
    }

    // True when this evaluation is the best so far.
    private bool Evaluate()
    {
        Report(TrainingPhase.Evaluating);
        LogEntry entry;
        try
        {
            entry = Add(_trainer.Evaluate(_cancellation));
        }
        catch (OperationCanceledException) when (_cancellation.IsCancellationRequested)
        {
            throw Interrupted(eventsPending: true);
        }
        catch (TrainingException exception) when (exception.Step is null)
        {
            // Each step before had a finite loss: what training made of the weights is to blame, but for one that no training row used.
            string why = FiniteNumbers.FirstOf(_model.Parameters) is { } fault
                ? $"a logit is no finite number, as {fault}. Finite weights were expected. The model that is trained has it from its file, or the training has diverged: take another model, or lower"
                : "a logit is no finite number, though every weight is: the sums overflow single precision. Finite numbers were expected. The training has diverged: lower";
            throw new TrainingException(_state.Step, $"evaluation after step {_state.Step}: {why} the learning rate ({_arguments.LearningRate}).", exception);
        }

        Call(callback => callback.OnEvaluate(Context, entry));
        bool isBest = _selection.ValueIn(entry.Values) is { } value
            && (_state.BestMetric is not { } best || _selection.IsBetter(value, best));
        if (isBest)
        {
            (_state.BestMetric, _state.BestStep) = (_selection.ValueIn(entry.Values), _state.Step);
            _state.BestCheckpoint = null;
            if (_arguments.LoadBestModelAtEnd && _folder is null) _bestWeights = [.. _model.Parameters.Select(parameter => parameter.Value.ToArray())];
        }

        Report(TrainingPhase.Evaluating, entry);
        return isBest;
    }

    // Writes the checkpoint that a resumed run goes on from.
    private TrainingInterruptedException Interrupted(bool eventsPending)
    {
        string? checkpoint = null;
        if (_folder is not null)
        {
            _state.EventsPending = eventsPending;
            int step = _state.Step;
            checkpoint = CheckpointFolders.PathOf(_folder.Place, step);
            if (step > 0 && (eventsPending || !_folder.Checkpoints.Contains(step))) Save();
            if (step == 0) checkpoint = null;
        }

        return new TrainingInterruptedException(_state.Step, checkpoint, _cancellation);
    }

    private void Save()
    {
        Report(TrainingPhase.Saving);
        string checkpoint = CheckpointFolders.PathOf(_folder!.Place, _state.Step);
        string? bestBefore = _state.BestCheckpoint;
        if (_state.BestStep == _state.Step) _state.BestCheckpoint = CheckpointFolders.PathOf(_folder.Path, _state.Step);
        _state.ElapsedSeconds = _meter.ElapsedSeconds;
        (_control.ShouldLog, _control.ShouldEvaluate, _control.ShouldSave) = (false, false, false);
        try
        {
            CheckpointFolders.Write(_folder.Place, _state.Step, folder =>
            {
                _model.Save(folder);
                OptimizerFile.Save(folder, _optimizer);
                TrainerStateFile.Save(folder, _state, _control, _arguments, _trainer.Callbacks, TotalFlops());
                TrainerStateFile.SaveRunState(folder, _state);
            });
        }
        catch
        {
            _state.BestCheckpoint = bestBefore;
            throw;
        }

        CheckpointFolders.Rotate(_folder.Place, _arguments.SaveLimit, _state.BestStep);
        Call(callback => callback.OnSave(Context, checkpoint));
    }
}
