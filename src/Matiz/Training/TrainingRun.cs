using System.Diagnostics;
using Matiz.Models;
using Matiz.Tensors;

namespace Matiz.Training;

/// <summary>One call of <see cref="Trainer.Train"/>: begun or resumed, step after step, and ended.</summary>
internal sealed partial class TrainingRun
{
    private readonly Trainer _trainer;
    private readonly SequenceClassificationModel _model;
    private readonly TrainingArguments _arguments;
    private readonly IProgress<TrainingProgress>? _progress;
    private readonly CancellationToken _cancellation;
    private readonly TrainingSetup _setup;
    private readonly BatchSampler _sampler;
    private readonly GradientStep _gradients;
    private readonly AdamW _optimizer;
    private readonly Checkpointer _checkpoints;
    private readonly TrainerControl _control = new();
    private TrainerState _state = new();
    private StepMeter _meter = new(elapsedBefore: 0);
    private (double Loss, double LearningRate, double GradientNorm)? _last;

    public TrainingRun(Trainer trainer, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        (_trainer, _progress, _cancellation) = (trainer, progress, cancellationToken);
        (_model, _arguments) = (trainer.Model, trainer.Arguments);
        _setup = TrainingSetup.For(trainer);
        _sampler = new BatchSampler(_setup.Plan, _setup.Rows.Lengths, _arguments.Seed, _arguments.Sampling);
        _gradients = new GradientStep(_model, _setup.Rows, _setup.Loss, _arguments);
        _optimizer = new AdamW(_model.Parameters, (float)_arguments.WeightDecay, _arguments.Beta1, _arguments.Beta2, _arguments.Epsilon);
        _checkpoints = new Checkpointer(trainer, _optimizer, _control);
    }

    private TrainerContext Context => new(_arguments, _state, _control, _model);

    public TrainingResult Execute()
    {
        var trainable = _model.Parameters.Where(parameter => parameter.Trainable).ToList();
        try
        {
            Freeze();
            int? resumedFrom = Begin();
            Loop();
            return End(resumedFrom);
        }
        finally
        {
            _optimizer.ZeroGradients();
            foreach (var parameter in trainable) parameter.Trainable = true;
            if (_checkpoints.Folder is { IsReplacing: true, Checkpoints.Count: 0 } folder) folder.Discard();
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

    // The step of the checkpoint from which the run goes on, or null.
    private int? Begin()
    {
        bool isResuming = _checkpoints.OpenFolder();
        (_state.TotalSteps, _state.EpochCount) = (_setup.Plan.TotalSteps, _setup.Plan.EpochCount);
        var before = isResuming ? _checkpoints.Resume(_setup, Warn) : null;
        int? resumedFrom = before?.Step;
        if (before is not null) _state = before;
        _checkpoints.Folder?.WriteSettings(_trainer.Settings);
        _trainer.State = _state;
        _meter = new StepMeter(_state.ElapsedSeconds);
        if (before is null) foreach (string warning in ScheduleWarnings.Collect(_arguments, _setup.Schedule)) Warn(warning);
        Call(callback => callback.OnTrainBegin(Context));
        if (_state.EventsPending)
        {
            _state.EventsPending = false;
            AfterStep(isPending: true);
        }

        return resumedFrom;
    }

    private void Loop()
    {
        while (_state.Step < _setup.Plan.TotalSteps && !_control.ShouldStop)
        {
            if (_cancellation.IsCancellationRequested) throw Interrupted(eventsPending: false);
            int step = _state.Step + 1;
            if ((step - 1) % _setup.Plan.StepsPerEpoch == 0) Call(callback => callback.OnEpochBegin(Context));
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
        double rate = _setup.Schedule.RateAfter(step - 1);
        double clip = _arguments.MaxGradientNorm > 0 ? Math.Min(1, _arguments.MaxGradientNorm / (norm + 1e-6)) : 1;
        _optimizer.Step((float)rate, (float)clip);
        _optimizer.ZeroGradients();

        long tokens = 0;
        foreach (int row in rows) tokens += _setup.Rows.Lengths[row];
        _state.Step = step;
        _state.Epoch = _setup.Plan.EpochsAfter(step);
        _state.TokensSeen += tokens;
        _state.RowsSeen += rows.Length;
        _state.LossSum += loss;
        _state.UnloggedLossSum += loss;
        _state.UnloggedSteps++;
        _last = (loss, rate, norm);
        _meter.Add(start, tokens);
        Report(TrainingPhase.Training);
    }

    private TrainingException Diverged(int step, string what, double value) =>
        TrainingFaults.Diverged(_model, _arguments.LearningRate, step, what, value, _checkpoints.Steps);

    private TrainingResult End(int? resumedFrom)
    {
        _state.ElapsedSeconds = _meter.ElapsedSeconds;
        ReleaseMoments();
        if (TrainingWarnings.OfUndefinedMetric(_arguments, _setup.Selection, _state, _control) is { } warning) Warn(warning);
        if (_arguments.LoadBestModelAtEnd) _checkpoints.LoadBest(_state);
        var metrics = TrainingSummary.MetricsOf(_state, _checkpoints.TotalFlops(_state));
        Add(metrics);
        if (_checkpoints.Folder is { } folder) Save(folder, metrics);
        Call(callback => callback.OnTrainEnd(Context));
        return TrainingSummary.ResultOf(_state, _setup.Plan, metrics, resumedFrom);
    }

    private void Save(RunFolder folder, IReadOnlyDictionary<string, double?> metrics)
    {
        Report(TrainingPhase.Saving);
        _checkpoints.SaveModel(_state);
        folder.WriteResults("train", new Dictionary<string, double?>(metrics, StringComparer.Ordinal)
        {
            ["epoch"] = _state.Epoch,
            ["total_steps"] = _state.Step,
        });
        folder.Commit();
        if (_trainer.RunFolder is not null) return;             // whoever made it finishes the run
        Report(TrainingPhase.Evaluating);
        TrainedRows.Finish(_trainer, folder);
    }

    // Two thirds of what a run holds: freed before the best weights are read, so that the end needs no more memory than a step.
    private void ReleaseMoments()
    {
        foreach (var state in _optimizer.States.Where(state => state.StepCount > 0))
        {
            state.FirstMoment.Dispose();
            state.SecondMoment.Dispose();
        }
    }

    private void Call(Action<TrainerCallback> action)
    {
        foreach (var callback in _trainer.Callbacks) action(callback);
    }

    private void Warn(string warning) => Report(TrainingPhase.Training, warning: warning);

    private void Report(TrainingPhase phase, LogEntry? evaluation = null, string? warning = null) => _progress?.Report(new TrainingProgress
    {
        Phase = phase,
        Step = _state.Step,
        TotalSteps = _setup.Plan.TotalSteps,
        Epoch = _state.Epoch,
        EpochCount = _setup.Plan.EpochCount,
        Loss = _last?.Loss,
        LearningRate = _last?.LearningRate ?? 0,
        GradientNorm = _last?.GradientNorm ?? 0,
        TokensPerSecond = _meter.TokensPerSecond,
        TimeLeft = _meter.TimeFor(_setup.Plan.TotalSteps - _state.Step),
        Evaluation = evaluation,
        Warning = warning,
    });
}
