using System.Diagnostics;
using Matiz.Formats;
using Matiz.Models;
using Matiz.Tensors;

namespace Matiz.Training;

/// <summary>One call of <see cref="Trainer.Train"/>: the loop, its events, its checkpoints.</summary>
internal sealed class TrainingRun
{
    private readonly Trainer _trainer;
    private readonly SequenceClassificationModel _model;
    private readonly TrainingArguments _arguments;
    private readonly IProgress<TrainingProgress>? _progress;
    private readonly CancellationToken _cancellation;
    private readonly EncodedDataset _data;
    private readonly TrainingPlan _plan;
    private readonly BatchSampler _sampler;
    private readonly LearningRateSchedule _schedule;
    private readonly MetricSelection _selection;
    private readonly IntervalStrategy _evaluation;
    private readonly GradientStep _gradients;
    private readonly AdamW _optimizer;
    private readonly TrainerControl _control = new();
    private TrainerState _state = new();
    private StepMeter _meter = new(elapsedBefore: 0);
    private RunFolder? _folder;
    private int? _resumedFrom;
    private float[][]? _bestWeights;
    private (double Loss, double LearningRate, double GradientNorm)? _last;

    public TrainingRun(Trainer trainer, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        (_trainer, _progress, _cancellation) = (trainer, progress, cancellationToken);
        (_model, _arguments) = (trainer.Model, trainer.Arguments);
        _data = trainer.TrainDataset ?? throw new InvalidOperationException("the trainer has no training dataset; give one to its constructor.");
        _plan = TrainingPlan.For(_arguments, _data.Count);
        _sampler = new BatchSampler(_plan, _data.Lengths, _arguments.Seed, _arguments.Sampling);
        _schedule = ScheduleOf(_arguments, _plan.TotalSteps);
        _selection = MetricSelection.For(_arguments);
        _evaluation = EvaluationOf(trainer);
        _gradients = new GradientStep(_model, _data, LossOf(trainer), _arguments);
        _optimizer = new AdamW(_model.Parameters, (float)_arguments.WeightDecay, _arguments.Beta1, _arguments.Beta2, _arguments.Epsilon);
    }

    private TrainerContext Context => new(_arguments, _state, _control, _model);

    public TrainingResult Execute()
    {
        var trainable = _model.Parameters.Where(parameter => parameter.Trainable).ToList();
        try
        {
            Freeze();
            Begin();
            Loop();
            return End();
        }
        finally
        {
            _optimizer.ZeroGradients();
            foreach (var parameter in trainable) parameter.Trainable = true;
        }
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
            throw new TrainingException("an evaluation strategy is set, but the trainer has no evaluation rows. Give it an evaluation dataset, or leave the strategy out.");
        bool needsEvaluation = trainer.Arguments.LoadBestModelAtEnd || trainer.Arguments.EarlyStoppingPatience is not null;
        if (strategy == IntervalStrategy.No && needsEvaluation)
            throw new TrainingException("the best model or early stopping is asked for, but nothing is evaluated during training. Set an evaluation strategy and give evaluation rows.");

        return strategy;
    }

    private static RowLoss LossOf(Trainer trainer)
    {
        var (model, arguments, data) = (trainer.Model, trainer.Arguments, trainer.TrainDataset!);
        if (model.ProblemType != Data.ProblemType.SingleLabelClassification && (arguments.LabelSmoothing > 0 || arguments.ClassWeights is not null))
        {
            throw new TrainingException(
                $"label smoothing or class weights are set for {Data.ProblemTypes.ToConfigName(model.ProblemType)}; they exist for single_label_classification only. Leave them out.");
        }

        float[]? weights = arguments.ClassWeights?.For(model.Labels, [.. data.Labels.Select(label => label.Index)]);
        return new RowLoss(model.ProblemType, model.Labels.Count, arguments.LabelSmoothing, weights);
    }

    private void Begin()
    {
        bool isResuming = OpenFolder();
        (_state.TotalSteps, _state.EpochCount) = (_plan.TotalSteps, _plan.EpochCount);
        if (isResuming && _folder!.Checkpoints is [.., var newest]) Resume(newest);
        else if (isResuming) CheckpointFolders.DeleteAll(_folder!.Path);
        _folder?.WriteSettings(_trainer.Settings);
        _trainer.State = _state;
        _meter = new StepMeter(_state.ElapsedSeconds);
        Call(callback => callback.OnTrainBegin(Context));
        if (!_state.EventsPending) return;
        _state.EventsPending = false;
        AfterStep(isPending: true);
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

        if (_arguments.Resume && RunFolder.IsRunFolder(path))
        {
            _folder = RunFolder.Open(path);
            RequireSameSettings(RunSettings.Load(path));
            return true;
        }

        _folder = _trainer.RunFolder ?? RunFolder.Create(path, _arguments.Overwrite);
        return false;
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
        string folder = CheckpointFolders.PathOf(_folder!.Path, step);
        _state = TrainerStateFile.Load(folder, _control, _trainer.Callbacks);
        if (_state.Step != step || _state.TotalSteps != _plan.TotalSteps)
        {
            throw new TrainingException(
                $"{folder}: the checkpoint is at step {_state.Step} of {_state.TotalSteps}; step {step} of {_plan.TotalSteps} was expected. Start a new run.");
        }

        CheckpointWeights.Load(folder, _model);
        OptimizerFile.Load(folder, _optimizer);
        if (_state.BestStep is { } best) _state.BestCheckpoint = Directory.Exists(CheckpointFolders.PathOf(_folder.Path, best)) ? CheckpointFolders.PathOf(_folder.Path, best) : null;
        _resumedFrom = step;
    }

    private void Loop()
    {
        while (_state.Step < _plan.TotalSteps && !_control.ShouldStop)
        {
            if (_cancellation.IsCancellationRequested) throw Interrupted(eventsPending: false);
            int step = _state.Step + 1;
            if ((step - 1) % _plan.StepsPerEpoch == 0) Call(callback => callback.OnEpochBegin(Context));
            Update(step);
            AfterStep(isPending: false);
        }
    }

    private void Update(int step)
    {
        long start = Stopwatch.GetTimestamp();
        var rows = _sampler.RowsOf(step);
        double loss = _gradients.Run(step, rows);
        if (!double.IsFinite(loss)) throw Diverged(step, "loss", loss);
        double norm = _optimizer.GradientNorm();
        if (!double.IsFinite(norm)) throw Diverged(step, "norm of the gradients", norm);
        double rate = _schedule.RateAfter(step - 1);
        double clip = _arguments.MaxGradientNorm > 0 ? Math.Min(1, _arguments.MaxGradientNorm / (norm + 1e-6)) : 1;
        _optimizer.Step((float)rate, (float)clip);
        _optimizer.ZeroGradients();

        long tokens = 0;
        foreach (int row in rows) tokens += _data.Lengths[row];
        _state.Step = step;
        _state.Epoch = _plan.EpochsAfter(step);
        _state.TokensSeen += tokens;
        _state.RowsSeen += rows.Length;
        _state.LossSum += loss;
        _state.UnloggedLossSum += loss;
        _state.UnloggedSteps++;
        _last = (loss, rate, norm);
        _meter.Add(start, tokens);
        Report(TrainingPhase.Training);
    }

    private TrainingException Diverged(int step, string what, double value)
    {
        int[] steps = _folder is null ? [] : [.. _folder.Checkpoints];
        string kept = steps.Length == 0 ? "" : $" The checkpoint of step {steps[^1]} is kept.";
        return new TrainingException(
            step,
            $"the {what} is {value} at step {step}; a finite number was expected. The training has diverged: lower the learning rate "
            + $"({_arguments.LearningRate}), or lengthen the warm-up.{kept}");
    }

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
            throw new TrainingException(_state.Step, $"evaluation after step {_state.Step}: {exception.Message}");
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
            checkpoint = CheckpointFolders.PathOf(_folder.Path, step);
            if (step > 0 && (eventsPending || !_folder.Checkpoints.Contains(step))) Save();
            if (step == 0) checkpoint = null;
        }

        return new TrainingInterruptedException(_state.Step, checkpoint, _cancellation);
    }

    private void Save()
    {
        Report(TrainingPhase.Saving);
        string checkpoint = CheckpointFolders.PathOf(_folder!.Path, _state.Step);
        string? bestBefore = _state.BestCheckpoint;
        if (_state.BestStep == _state.Step) _state.BestCheckpoint = checkpoint;
        _state.ElapsedSeconds = _meter.ElapsedSeconds;
        (_control.ShouldLog, _control.ShouldEvaluate, _control.ShouldSave) = (false, false, false);
        try
        {
            AtomicFolder.Write(checkpoint, folder =>
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

        CheckpointFolders.Rotate(_folder.Path, _arguments.SaveLimit, _state.BestStep);
        Call(callback => callback.OnSave(Context, checkpoint));
    }

    private TrainingResult End()
    {
        _state.ElapsedSeconds = _meter.ElapsedSeconds;
        if (_arguments.LoadBestModelAtEnd) LoadBest();
        var metrics = FinalMetrics();
        Add(metrics);
        if (_folder is not null)
        {
            Report(TrainingPhase.Saving);
            _model.Save(_folder.Path);
            TrainerStateFile.Save(_folder.Path, _state, _control, _arguments, _trainer.Callbacks, TotalFlops());
            _folder.WriteResults("train", new Dictionary<string, double?>(metrics, StringComparer.Ordinal)
            {
                ["epoch"] = _state.Epoch,
                ["total_steps"] = _state.Step,
            });
        }

        Call(callback => callback.OnTrainEnd(Context));
        return new TrainingResult
        {
            Steps = _state.Step,
            StoppedEarly = _state.Step < _plan.TotalSteps,
            ResumedFromStep = _resumedFrom,
            TrainLoss = metrics["train_loss"] ?? double.NaN,
            Metrics = metrics,
            History = [.. _state.History],
            BestStep = _state.BestStep,
            Best = BestMetrics(),
        };
    }

    private void LoadBest()
    {
        if (_state.BestStep is not { } best || best == _state.Step) return;
        if (_folder is not null)
        {
            CheckpointWeights.Load(CheckpointFolders.PathOf(_folder.Path, best), _model);
            return;
        }

        foreach (var (parameter, values) in _model.Parameters.Zip(_bestWeights!)) parameter.CopyFrom(values);
    }

    private SortedDictionary<string, double?> FinalMetrics()
    {
        double seconds = Math.Max(_state.ElapsedSeconds, 1e-9);
        return new SortedDictionary<string, double?>(StringComparer.Ordinal)
        {
            ["total_flos"] = TotalFlops(),
            ["train_loss"] = _state.Step == 0 ? null : _state.LossSum / _state.Step,
            ["train_runtime"] = seconds,
            ["train_samples_per_second"] = _state.RowsSeen / seconds,
            ["train_steps_per_second"] = _state.Step / seconds,
            ["train_tokens_per_second"] = _state.TokensSeen / seconds,
        };
    }

    private Dictionary<string, double?> BestMetrics()
    {
        var best = new Dictionary<string, double?>(StringComparer.Ordinal);
        if (_state.History.LastOrDefault(entry => entry.IsEvaluation && entry.Step == _state.BestStep) is not { } evaluation) return best;
        foreach (var (key, value) in evaluation.Values)
        {
            best[key] = value;
            best[Metrics.MetricCatalog.WithoutPrefix(key)] = value;
        }

        return best;
    }

    // The reference's estimate: 6 operations for each token and weight, embeddings left out.
    private double TotalFlops() =>
        6.0 * _state.TokensSeen
        * (_model.Parameters.Sum(parameter => parameter.Length)
            - _model.Encoder.EmbeddingParameters.Where(parameter => parameter.Shape.Count > 1).Sum(parameter => parameter.Length));

    private void Call(Action<TrainerCallback> action)
    {
        foreach (var callback in _trainer.Callbacks) action(callback);
    }

    private void Report(TrainingPhase phase, LogEntry? evaluation = null) => _progress?.Report(new TrainingProgress
    {
        Phase = phase,
        Step = _state.Step,
        TotalSteps = _plan.TotalSteps,
        Epoch = _state.Epoch,
        EpochCount = _plan.EpochCount,
        Loss = _last?.Loss,
        LearningRate = _last?.LearningRate ?? 0,
        GradientNorm = _last?.GradientNorm ?? 0,
        TokensPerSecond = _meter.TokensPerSecond,
        TimeLeft = _meter.TimeFor(_plan.TotalSteps - _state.Step),
        Evaluation = evaluation,
    });
}
