using Matiz.Data;
using Matiz.Inference;
using Matiz.Training;

namespace Matiz.Tests.Runs;

/// <summary>Predicted rows made of logits and labels.</summary>
internal static class AnalysisRows
{
    public static ClassLabel Labels { get; } = new(["a", "b", "c"]);

    public static PredictionRecord Single(int line, int label, params float[] logits)
    {
        float[] scores = Scores.Compute(logits, ProblemType.SingleLabelClassification);
        return Row(line, logits, scores) with
        {
            Label = Label.OfIndex(label),
            Predicted = Label.OfIndex(Array.IndexOf(scores, scores.Max())),
            Loss = (float)-Math.Log(scores[label]),
        };
    }

    public static PredictionRecord Several(int line, int[] labels, params float[] logits)
    {
        float[] scores = Scores.Compute(logits, ProblemType.MultiLabelClassification);
        return Row(line, logits, scores) with
        {
            Label = Label.OfIndices(labels),
            Predicted = Label.OfIndices(Enumerable.Range(0, logits.Length).Where(k => scores[k] > 0.5f)),
            Loss = (float)logits.Select((_, k) => -Math.Log(labels.Contains(k) ? scores[k] : 1 - scores[k])).Average(),
        };
    }

    public static PredictionRecord Number(int line, float truth, float value) =>
        Row(line, [value], [value]) with
        {
            Label = Label.OfValue(truth),
            Predicted = Label.OfValue(value),
            Loss = (truth - value) * (truth - value),
        };

    /// <summary>Random rows, half of them right.</summary>
    public static List<PredictionRecord> RandomSingle(int count, int classes, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(line =>
        {
            float[] logits = [.. Enumerable.Range(0, classes).Select(_ => (float)Math.Round(4 * random.NextDouble(), 1))];
            return Single(line, random.Next(2) == 0 ? random.Next(classes) : Array.IndexOf(logits, logits.Max()), logits);
        })];
    }

    public static List<PredictionRecord> RandomSeveral(int count, int classes)
    {
        var random = new Random(2);
        return [.. Enumerable.Range(0, count).Select(line =>
        {
            float[] logits = [.. Enumerable.Range(0, classes).Select(_ => (float)((4 * random.NextDouble()) - 2))];
            return Several(line, [.. Enumerable.Range(0, classes).Where(k => random.NextDouble() < 0.3 + (0.1 * logits[k]))], logits);
        })];
    }

    private static PredictionRecord Row(int line, float[] logits, float[] scores) => new()
    {
        Source = new RowSource("validation", "rows.csv", line),
        Text = $"row {line}",
        Label = Label.None,
        Predicted = Label.None,
        Scores = scores,
        Logits = logits,
        TokenCount = 3,
        DroppedTokens = 0,
    };
}
