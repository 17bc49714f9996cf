using Matiz.Models;
using Matiz.Tasks;
using Matiz.Tensors;

namespace Matiz.Training;

/// <summary>Sees the logits that training computed of a row: [units of the row, labels].</summary>
/// <param name="row">The row's place in the dataset.</param>
/// <param name="logits">They are gone after the call.</param>
internal delegate void TrainedLogits(int row, ReadOnlySpan<float> logits);

/// <summary>
/// Forward and backward of one optimizer step: its rows are cut into micro-batches that fit the token bound, whose gradients add
/// up in their order.
/// </summary>
/// <param name="model">What is trained.</param>
/// <param name="data">The rows.</param>
/// <param name="loss">Their loss.</param>
/// <param name="arguments">Batch size, token bound and seed.</param>
/// <param name="rowWeights">
/// What the loss of each row of the dataset is multiplied by, the mean still dividing by the number of rows; null: nothing.
/// </param>
internal sealed class GradientStep(
    SequenceClassificationModel model, EncodedDataset data, TaskLoss loss, TrainingArguments arguments, float[]? rowWeights = null)
{
    private readonly TextTask _task = TextTask.For(model);

    /// <summary>Adds the step's gradient to the parameters.</summary>
    /// <param name="step">From 1; keys dropout.</param>
    /// <param name="rows">The step's rows, batch after batch.</param>
    /// <param name="seen">Gets the logits of each row as long as the loss is finite; null: nobody looks at them.</param>
    /// <returns>The step's loss: the mean of the batches' means.</returns>
    public double Run(int step, ReadOnlySpan<int> rows, TrainedLogits? seen = null)
    {
        int[] units = UnitOffsets(rows);
        var weights = UnitWeights(rows, units);
        double total = 0;
        foreach (var (start, count) in data.Cut(rows, arguments.TokenBound))
        {
            var part = rows.Slice(start, count);
            var partWeights = weights.AsSpan(units[start]..units[start + count]);
            using var tape = model.Device.NewTape(training: true, new StepRandomness((ulong)arguments.Seed, (uint)step, (uint)start));
            var logits = model.Forward(tape, data.Batch(part));
            var losses = loss.Forward(tape, logits, part);
            var values = losses.ToArray();
            for (int i = 0; i < values.Length; i++) total += (double)partWeights[i] * values[i];
            if (!double.IsFinite(total)) continue;
            if (seen is not null) Show(part, units.AsSpan(start, count + 1), logits, seen);
            tape.Backward(losses, partWeights);
        }

        return total;
    }

    private static void Show(ReadOnlySpan<int> rows, ReadOnlySpan<int> units, Tensor logits, TrainedLogits seen)
    {
        float[] values = logits.ToArray();
        int first = units[0] * logits.Columns;
        for (int i = 0; i < rows.Length; i++)
            seen(rows[i], values.AsSpan(((units[i] * logits.Columns) - first)..((units[i + 1] * logits.Columns) - first)));
    }

    // Of each row the place of its first unit among those of the step, and their number at the end.
    private int[] UnitOffsets(ReadOnlySpan<int> rows)
    {
        var offsets = new int[rows.Length + 1];
        for (int i = 0; i < rows.Length; i++) offsets[i + 1] = offsets[i] + _task.UnitsOf(data.Lengths[rows[i]]);
        return offsets;
    }

    // loss = 1/batches Σ_b (Σ_i c_i·l_i / Σ_i c_i)   ⇒   a unit's weight is 1 / (batches · Σ c of its batch); l_i carries c_i already
    private float[] UnitWeights(ReadOnlySpan<int> rows, int[] units)
    {
        var weights = new float[units[^1]];
        int size = Math.Min(arguments.BatchSize, rows.Length), batches = (int)(((long)rows.Length + size - 1) / size);
        for (int start = 0; start < rows.Length; start += size)
        {
            int end = Math.Min(start + size, rows.Length);
            double sum = 0;
            for (int i = start; i < end; i++)
            {
                for (int unit = 0; unit < units[i + 1] - units[i]; unit++) sum += loss.WeightOf(rows[i], unit);
            }

            // A batch without any target counts as one whose loss is 0.
            weights.AsSpan(units[start]..units[end]).Fill(sum == 0 ? 0 : (float)(1 / (batches * sum)));
            for (int i = start; rowWeights is not null && i < end; i++)
            {
                for (int unit = units[i]; unit < units[i + 1]; unit++) weights[unit] *= rowWeights[rows[i]];
            }
        }

        return weights;
    }
}
