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
        if ((_control.ShouldSave || (isBest && _arguments.LoadBestModelAtEnd)) && _checkpoints.Folder is not null) SaveCheckpoint();
        _control.ShouldSave = false;
        bool endsEpoch = _setup.Plan.EndsEpoch(_state.Step) || _state.Step == _setup.Plan.TotalSteps;
        if (endsEpoch || _control.ShouldStop) Call(callback => callback.OnEpochEnd(Context));
    }

    private void SetFlags()
    {
        // The last step is evaluated and saved in any case, but logged only when its turn has come.
        bool isLoggedAtSteps = _arguments.LoggingStrategy == IntervalStrategy.Steps;
        _control.ShouldLog = isLoggedAtSteps
            ? _state.Step % _arguments.LoggingSteps == 0
            : IsDue(_arguments.LoggingStrategy, _arguments.LoggingSteps);
        _control.ShouldEvaluate = IsDue(_setup.Evaluation, _arguments.EvaluationSteps ?? _arguments.LoggingSteps);
        _control.ShouldSave = IsDue(_arguments.SaveStrategy, _arguments.SaveSteps)
            || (_arguments.ExtraSaveSteps is { } extra && _state.Step % extra == 0);
    }

    private bool IsDue(IntervalStrategy strategy, int steps) => strategy switch
    {
        IntervalStrategy.No => false,
        IntervalStrategy.Steps => _state.Step % steps == 0 || _state.Step == _setup.Plan.TotalSteps,
        _ => _setup.Plan.EndsEpoch(_state.Step) || _state.Step == _setup.Plan.TotalSteps,
    };

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
            throw TrainingFaults.Unmeasurable(_model, _arguments.LearningRate, _state.Step, exception);
        }

        Call(callback => callback.OnEvaluate(Context, entry));
        bool isBest = _setup.Selection.ValueIn(entry.Values) is { } value
            && (_state.BestMetric is not { } best || _setup.Selection.IsBetter(value, best));
        if (isBest)
        {
            (_state.BestMetric, _state.BestStep) = (_setup.Selection.ValueIn(entry.Values), _state.Step);
            _checkpoints.NoteBest(_state);
        }

        Report(TrainingPhase.Evaluating, entry);
        return isBest;
    }

    // Writes the checkpoint that a resumed run goes on from.
    private TrainingInterruptedException Interrupted(bool eventsPending)
    {
        string? checkpoint = null;
        if (_checkpoints.Folder is { } folder && _state.Step > 0)
        {
            _state.EventsPending = eventsPending;
            checkpoint = CheckpointFolders.PathOf(folder.Place, _state.Step);
            if (eventsPending || !folder.Checkpoints.Contains(_state.Step)) SaveCheckpoint();
        }

        return new TrainingInterruptedException(_state.Step, checkpoint, _cancellation);
    }

    private void SaveCheckpoint()
    {
        Report(TrainingPhase.Saving);
        _state.ElapsedSeconds = _meter.ElapsedSeconds;
        (_control.ShouldLog, _control.ShouldEvaluate, _control.ShouldSave) = (false, false, false);
        string checkpoint = _checkpoints.Save(_state);
        Call(callback => callback.OnSave(Context, checkpoint));
    }
}
