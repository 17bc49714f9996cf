using Matiz.Data;
using Matiz.Metrics;
using Matiz.Models;
using Matiz.Tasks;

namespace Matiz.Training.Keras;

/// <summary>One call of <c>Fit</c>: epoch after epoch, batch after batch.</summary>
internal sealed class FitRun
{
    private readonly SequenceClassificationModel _model;
    private readonly CompiledModel _compiled;
    private readonly BatchedDataset _batches;
    private readonly TextTask _task;
    private readonly IReadOnlyList<Label> _labels;
    private readonly GradientStep _gradients;
    private readonly History _history = new();
    private StreamedMetrics _seen;
    private double _lossSum;
    private int _rowsDone;

    public FitRun(
        SequenceClassificationModel model, CompiledModel compiled, BatchedDataset batches, EncodedDataset rows, float[]? rowWeights,
        long seed)
    {
        TrainingPrecision.RequireFloats(model);
        TrainingPrecision.Require(model.Device);
        (_model, _compiled, _batches, _task, _labels) = (model, compiled, batches, TextTask.For(model), rows.Labels);
        _seen = compiled.NewAccumulator();
        var options = new LossOptions(model.Labels.Count, compiled.LabelSmoothing);
        var loss = _task.NewLoss(new TaskRows(rows.Labels, rows.Lengths), options);
        _gradients = new GradientStep(model, rows, loss, new TrainingArguments { BatchSize = batches.BatchSize, Seed = seed }, rowWeights);
    }

    /// <summary>Null: none.</summary>
    public required EncodedDataset? Validation { get; init; }

    public required int Epochs { get; init; }

    public required int InitialEpoch { get; init; }

    public required int ValidationFreq { get; init; }

    public required IReadOnlyList<FitCallback> Callbacks { get; init; }

    public required FitProgress Progress { get; init; }

    public History Execute(CancellationToken cancellationToken)
    {
        if (_batches.BatchCount == 0)
        {
            throw new TrainingException(
                $"the {_batches.RowCount} training rows make no full batch of {_batches.BatchSize}, and what remains is dropped. "
                + "At least one batch was expected. Make batches smaller, or do not drop the remainder.");
        }

        var context = new FitContext(_model, _compiled, this, Progress.Write, Running);
        try
        {
            foreach (var callback in Callbacks) callback.OnTrainBegin(context);
            for (int epoch = InitialEpoch; epoch < Epochs && !context.StopTraining; epoch++) RunEpoch(epoch, context, cancellationToken);
            foreach (var callback in Callbacks) callback.OnTrainEnd(context);
        }
        finally
        {
            _compiled.Optimizer.ZeroGradients();
        }

        return _history;
    }

    private void RunEpoch(int epoch, FitContext context, CancellationToken cancellationToken)
    {
        Progress.BeginEpoch(epoch, Epochs, _batches.BatchCount);
        foreach (var callback in Callbacks) callback.OnEpochBegin(context, epoch);
        (_seen, _lossSum, _rowsDone) = (_compiled.NewAccumulator(), 0, 0);
        int pass = Math.Max(epoch, _compiled.Passes);
        _compiled.Passes = pass + 1;
        int[] order = _batches.OrderOf(pass);
        for (int batch = 0; batch < _batches.BatchCount && !context.StopTraining; batch++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Update(order.AsSpan(_batches.RowsOf(batch)));
            foreach (var callback in Callbacks) callback.OnTrainBatchEnd(context, batch);
            Progress.EndBatch(batch + 1, Running);
        }

        var logs = Running();
        if (Validation is not null && (epoch + 1) % ValidationFreq == 0)
        {
            foreach (var (name, value) in Validate(cancellationToken)) logs[FitContext.ValidationPrefix + name] = value;
        }

        foreach (var callback in Callbacks) callback.OnEpochEnd(context, epoch, logs);
        Progress.EndEpoch(logs);
        _history.Add(epoch, logs);
    }

    private void Update(ReadOnlySpan<int> rows)
    {
        var optimizer = _compiled.Optimizer;
        int step = optimizer.Iterations + 1;
        double loss = _gradients.Run(step, rows, See);
        if (!double.IsFinite(loss)) throw Diverged(step, "loss", loss);
        double norm = optimizer.GradientNorm();
        if (!double.IsFinite(norm)) throw Diverged(step, "norm of the gradients", norm);
        optimizer.Step(norm);
        _lossSum += loss * rows.Length;
        _rowsDone += rows.Length;
    }

    private void See(int row, ReadOnlySpan<float> logits)
    {
        float[] scores = _task.ScoresOf(logits);
        _seen.Add(_labels[row], _task.Decide(logits, scores, ModelCalibration.None, labels: null).Label, scores);
    }

    // The running means since the epoch began.
    private OrderedDictionary<string, double> Running() => _compiled.ValuesOf(_rowsDone == 0 ? double.NaN : _lossSum / _rowsDone, _seen);

    private OrderedDictionary<string, double> Validate(CancellationToken cancellationToken)
    {
        try
        {
            return _compiled.Evaluate(Validation!, cancellationToken);
        }
        catch (TrainingException exception) when (exception.Step is null)
        {
            var optimizer = _compiled.Optimizer;
            throw TrainingFaults.Unmeasurable(_model, optimizer.LearningRate, optimizer.Iterations, exception);
        }
    }

    private TrainingException Diverged(int step, string what, double value) =>
        TrainingFaults.Diverged(_model, _compiled.Optimizer.LearningRate, step, what, value, checkpoints: []);
}
