using Matiz.Models;
using Matiz.Tensors;

namespace Matiz.Training;

/// <summary>
/// Forward and backward of one optimizer step: its rows are cut into micro-batches that fit the token bound, whose gradients add
/// up in their order.
/// </summary>
internal sealed class GradientStep(SequenceClassificationModel model, EncodedDataset data, RowLoss loss, TrainingArguments arguments)
{
    /// <summary>Adds the step's gradient to the parameters.</summary>
    /// <param name="step">From 1; keys dropout.</param>
    /// <param name="rows">The step's rows, batch after batch.</param>
    /// <returns>The step's loss: the mean of the batches' means.</returns>
    public double Run(int step, ReadOnlySpan<int> rows)
    {
        var weights = RowWeights(rows);
        double total = 0;
        foreach (var (start, count) in BatchSampler.Cut(rows, data.Lengths, arguments.TokenBound))
        {
            var part = rows.Slice(start, count);
            using var tape = model.Device.NewTape(training: true, new StepRandomness((ulong)arguments.Seed, (uint)step, (uint)start));
            var losses = loss.Forward(tape, model.Forward(tape, data.Batch(part)), data.Labels, part);
            var values = losses.ToArray();
            for (int i = 0; i < values.Length; i++) total += (double)weights[start + i] * values[i];
            if (double.IsFinite(total)) tape.Backward(losses, weights.AsSpan(start, count));
        }

        return total;
    }

    // loss = 1/batches Σ_b (Σ_i c_i·l_i / Σ_i c_i)   ⇒   a row's weight is 1 / (batches · Σ c of its batch); l_i carries c_i already
    private float[] RowWeights(ReadOnlySpan<int> rows)
    {
        var weights = new float[rows.Length];
        int size = Math.Min(arguments.BatchSize, rows.Length), batches = (int)(((long)rows.Length + size - 1) / size);
        for (int start = 0; start < rows.Length; start += size)
        {
            int count = Math.Min(size, rows.Length - start);
            double sum = 0;
            foreach (int row in rows.Slice(start, count)) sum += loss.CountOf(data.Labels[row]);
            weights.AsSpan(start, count).Fill((float)(1 / (batches * sum)));
        }

        return weights;
    }
}
