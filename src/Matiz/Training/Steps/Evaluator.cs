using Matiz.Data;
using Matiz.Models;

namespace Matiz.Training;

/// <summary>Logits, losses and metrics of a dataset, in the order of its rows.</summary>
internal sealed class Evaluator(SequenceClassificationModel model, TrainingArguments arguments)
{
    private readonly RowLoss _loss = new(
        model.ProblemType,
        model.Labels.Count,
        model.ProblemType == ProblemType.SingleLabelClassification ? arguments.LabelSmoothing : 0);

    /// <summary>Predicts every row.</summary>
    /// <exception cref="TrainingException">A logit is no finite number.</exception>
    public (float[][] Logits, float[]? Losses) Predict(EncodedDataset data, CancellationToken cancellationToken)
    {
        bool isLabelled = data.Count > 0 && data.Labels.All(label => label.Kind != LabelKind.None);
        var logits = new float[data.Count][];
        var losses = isLabelled ? new float[data.Count] : null;
        int[] rows = [.. Enumerable.Range(0, data.Count)];
        foreach (var (start, count) in BatchSampler.Cut(rows, data.Lengths, arguments.TokenBound))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var part = rows.AsSpan(start, count);
            using var tape = model.Device.NewTape(training: false);
            var output = model.Forward(tape, data.Batch(part));
            var values = output.ToArray();
            for (int i = 0; i < count; i++)
            {
                logits[start + i] = values.AsSpan(i * output.Columns, output.Columns).ToArray();
            }

            // Reason by reason: a file with such a weight, sums that overflow; what training did to them the caller knows.
            if (!FiniteNumbers.AreAll(values)) throw new TrainingException(FiniteNumbers.Error(model.Config, model.Parameters, $"a logit of '{data.Name}'").Message);

            if (losses is null) continue;
            var measured = losses.AsSpan(start, count);
            _loss.Forward(tape, output, data.Labels, part).CopyTo(measured);
            foreach (ref float loss in measured) loss = WideLoss.Kept(loss);
        }

        return (logits, losses);
    }

    /// <summary>The metrics by name, without prefix.</summary>
    public IReadOnlyDictionary<string, double?> Measure(EncodedDataset data, float[][] logits, float[][] scores, float[] losses) =>
        SplitMetrics.Measure(
            model.ProblemType, model.Labels.Count, data.Labels, scores, [.. losses.Select((loss, row) => LossOf(data.Labels[row], logits[row], loss))]);

    /// <summary>The loss of a row as it is summed.</summary>
    public double LossOf(Label label, float[] logits, float loss) => WideLoss.Of(loss, model.ProblemType, label, logits, arguments.LabelSmoothing);
}
