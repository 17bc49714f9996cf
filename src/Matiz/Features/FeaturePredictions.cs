using Matiz.Data;
using Matiz.Inference;
using Matiz.Models.SentenceTransformers;
using Matiz.Training;

namespace Matiz.Features;

/// <summary>
/// What a linear classifier says of features that are there already: the logits have the bits that the saved model gives for the texts.
/// </summary>
internal static class FeaturePredictions
{
    private const int RowsAtOnce = 4096;

    /// <summary>Logits, scores, losses and metrics of a split.</summary>
    /// <param name="model">Encoder and head; the encoder is not run.</param>
    /// <param name="rows">The split.</param>
    /// <param name="features">Its features.</param>
    /// <param name="prefix">Stands before the metrics, with an underscore.</param>
    public static PredictionOutput Of(PooledClassifier model, Dataset rows, DatasetFeatures features, string prefix)
    {
        var labels = rows.Select(row => row.Label).ToArray();
        bool isLabelled = labels.All(label => label.Kind != LabelKind.None);
        var loss = new RowLoss(model.ProblemType, model.Labels.Count);
        var logits = new float[labels.Length][];
        var losses = isLabelled ? new float[labels.Length] : null;
        int columns = features.Features.Columns;
        int[] places = [.. Enumerable.Range(0, labels.Length)];
        for (int start = 0; start < labels.Length; start += RowsAtOnce)
        {
            int count = Math.Min(RowsAtOnce, labels.Length - start);
            using var tape = model.Device.NewTape(training: false);
            var output = model.Classify(tape, tape.NewTensor(count, columns, features.Features.Values.AsSpan(start * columns, count * columns)));
            float[] values = output.ToArray();
            for (int i = 0; i < count; i++) logits[start + i] = values.AsSpan(i * output.Columns, output.Columns).ToArray();
            if (losses is null) continue;
            var measured = losses.AsSpan(start, count);
            loss.Forward(tape, output, labels, places.AsSpan(start, count)).CopyTo(measured);
            foreach (ref float one in measured) one = WideLoss.Kept(one);
        }

        float[][] scores = Array.ConvertAll(logits, row => Scores.Of(row, model.ProblemType));
        var metrics = new SortedDictionary<string, double?>(StringComparer.Ordinal);
        if (losses is not null)
        {
            var measured = SplitMetrics.Measure(model.ProblemType, model.Labels.Count, labels, scores, [.. losses.Select((one, row) => WideLoss.Of(one, model.ProblemType, labels[row], logits[row], labelSmoothing: 0))]);
            foreach (var (name, value) in measured) metrics[$"{prefix}_{name}"] = value;
        }

        return new PredictionOutput
        {
            Predictions = logits,
            Scores = scores,
            LabelIds = labels,
            Losses = losses,
            TokenCounts = features.TokenCounts,
            DroppedTokens = features.DroppedTokens,
            Metrics = metrics,
        };
    }
}
