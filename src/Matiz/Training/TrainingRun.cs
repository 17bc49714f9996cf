using System.Diagnostics;
using System.Globalization;
using Matiz.Models;
using Matiz.Tensors;

namespace Matiz.Training;

/// <summary>One call of <see cref="Trainer.Train"/>: the loop, its events, its checkpoints.</summary>
internal sealed partial class TrainingRun
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
            if (_folder is { IsReplacing: true, Checkpoints.Count: 0 }) _folder.Discard();
        }
    }

    private void Warn(string warning) => Report(TrainingPhase.Training, warning: warning);

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
        if (FiniteNumbers.FirstOf(_model.Parameters) is { } fault)
        {
            string since = step == 1 ? "" : ", or the training has diverged: lower the learning rate";
            return new TrainingException(
                step, $"the {what} is {value} at step {step}, as {fault}; finite weights were expected. The model that is trained has it from its file: "
                + $"take another, or fetch it again{since}.");
        }

        if (step == 1)
        {
            return new TrainingException(
                step, $"the {what} is {value} at step {step}, before anything was learned, though every weight is finite: the sums overflow single precision. "
                + "Finite numbers were expected. The weights of the model or the numbers to be learned are too large: take another model, or scale the numbers.");
        }

        int[] steps = _folder is null ? [] : [.. _folder.Checkpoints];
        string kept = steps.Length == 0 ? "" : $" The checkpoint of step {steps[^1]} is kept.";
        string cause = step == 1
            ? "Nothing has been learned yet, so the rate is not to blame: the sums of this model or of these labels are too large for "
                + "single precision. Check the weights of the model, and the labels where they are numbers."
            : $"The training has diverged: lower the learning rate ({Text(_arguments.LearningRate)}), or lengthen the warm-up.";
        return new TrainingException(step, $"the {what} is {Text(value)} at step {step}; a finite number was expected. {cause}{kept}");
    }

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);

    private void Call(Action<TrainerCallback> action)
    {
        foreach (var callback in _trainer.Callbacks) action(callback);
    }

    private void Report(TrainingPhase phase, LogEntry? evaluation = null, string? warning = null) => _progress?.Report(new TrainingProgress
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
        Warning = warning,
    });
}
