using Matiz.Data;
using Matiz.Models;
using Matiz.Tasks;
using Matiz.Tensors;

namespace Matiz.Training;

/// <summary>Computes the logits of some rows: [units, labels].</summary>
/// <param name="tape">The tape of this pass.</param>
/// <param name="start">The first row.</param>
/// <param name="count">How many rows.</param>
internal delegate Tensor RowLogits(Tape tape, int start, int count);

/// <summary>
/// Logits, scores, losses and metrics of rows, in their order, whatever computes the logits: the whole model, or its head on features that
/// are there already.
/// </summary>
/// <param name="model">What predicts.</param>
/// <param name="labelSmoothing">Of the loss; for tasks that smooth labels.</param>
internal sealed class Evaluator(SequenceClassificationModel model, double labelSmoothing = 0)
{
    private readonly TextTask _task = TextTask.For(model);

    /// <summary>Predicts every row with the whole model.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="tokenBound">The most tokens that are computed at once.</param>
    /// <param name="cancellationToken">Stops between two parts.</param>
    /// <exception cref="TrainingException">A logit is no finite number.</exception>
    public EvaluatedRows Predict(EncodedDataset data, int tokenBound, CancellationToken cancellationToken)
    {
        int[] rows = [.. Enumerable.Range(0, data.Count)];
        return Predict(
            data.Name, data.Labels, data.Lengths, data.Cut(rows, tokenBound),
            (tape, start, count) => model.Forward(tape, data.Batch(rows.AsSpan(start, count))), cancellationToken);
    }

    /// <summary>Predicts every row, part by part.</summary>
    /// <param name="name">The split, for messages.</param>
    /// <param name="labels">The label of each row; losses are computed where all have one.</param>
    /// <param name="lengths">The tokens of each row.</param>
    /// <param name="parts">The rows that are computed at once, in order.</param>
    /// <param name="logitsOf">Computes the logits of a part.</param>
    /// <param name="cancellationToken">Stops between two parts.</param>
    /// <exception cref="TrainingException">A logit is no finite number.</exception>
    public EvaluatedRows Predict(
        string name, IReadOnlyList<Label> labels, IReadOnlyList<int> lengths, IEnumerable<(int Start, int Count)> parts, RowLogits logitsOf,
        CancellationToken cancellationToken)
    {
        bool isLabelled = labels.Count > 0 && labels.All(static label => label.Kind != LabelKind.None);
        var loss = isLabelled
            ? _task.NewLoss(new TaskRows(labels, lengths), new LossOptions(model.Labels.Count, _task.WeighsClasses ? labelSmoothing : 0))
            : null;
        var logits = new float[labels.Count][];
        var losses = isLabelled ? new float[labels.Count] : null;
        int[] rows = [.. Enumerable.Range(0, labels.Count)];
        foreach (var (start, count) in parts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var tape = model.Device.NewTape(training: false);
            var output = logitsOf(tape, start, count);
            float[] values = output.ToArray();
            int[] units = UnitOffsets(lengths, start, count);
            for (int i = 0; i < count; i++)
                logits[start + i] = values[(units[i] * output.Columns)..(units[i + 1] * output.Columns)];

            // Reason by reason: a file with such a weight, sums that overflow; what training did to them the caller knows.
            if (!FiniteNumbers.AreAll(values))
                throw new TrainingException(FiniteNumbers.Error(model.Config, model.Parameters, $"a logit of '{name}'").Message);

            if (loss is null) continue;
            float[] measured = loss.Forward(tape, output, rows.AsSpan(start, count)).ToArray();
            for (int i = 0; i < count; i++)
                losses![start + i] = WideLoss.Kept(MeanOf(loss, start + i, measured.AsSpan(units[i]..units[i + 1])));
        }

        return new EvaluatedRows(_task, model.Labels.Count, labels, logits, losses, loss);
    }

    // Of each row of a part the place of its first unit, and their number at the end.
    private int[] UnitOffsets(IReadOnlyList<int> lengths, int start, int count)
    {
        var offsets = new int[count + 1];
        for (int i = 0; i < count; i++) offsets[i + 1] = offsets[i] + _task.UnitsOf(lengths[start + i]);
        return offsets;
    }

    // A row of one unit has its loss, of several the mean of those that count.
    private static float MeanOf(TaskLoss loss, int row, ReadOnlySpan<float> units)
    {
        if (units.Length == 1) return units[0];
        double sum = 0, weight = 0;
        for (int unit = 0; unit < units.Length; unit++)
        {
            sum += units[unit];
            weight += loss.WeightOf(row, unit);
        }

        return weight == 0 ? 0 : (float)(sum / weight);
    }
}
