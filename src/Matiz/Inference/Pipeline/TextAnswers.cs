namespace Matiz.Inference.Pipeline;

/// <summary>
/// Reads the logits of a stream's batches, one after another: one answer a text. The windows of a text may lie in several batches, so each
/// stream has one of its own.
/// </summary>
internal sealed class TextAnswers(ClassificationPlan plan)
{
    private readonly List<TextWindow> _windows = [];
    private readonly List<float[]> _windowLogits = [];

    /// <summary>The answers of the texts that end in a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="logits">Those of its rows, end to end.</param>
    /// <exception cref="Models.ModelException">A logit is no finite number.</exception>
    public IReadOnlyList<Prediction> Read(TextBatch batch, ReadOnlySpan<float> logits)
    {
        plan.RequireFinite(logits);
        var layout = batch.Tokens.Layout;
        var answers = new List<Prediction>(layout.RowCount);
        for (int row = 0, start = 0; row < layout.RowCount; row++)
        {
            int tokens = layout.LengthOf(row), count = plan.LogitsOf(tokens);
            var own = logits.Slice(start, count);
            if (batch.Windows is null) answers.Add(plan.Predict(own, tokens, batch.DroppedTokens.Span[row]));
            else if (Add(batch.Windows[row], own) is { } answer) answers.Add(answer);
            start += count;
        }

        return answers;
    }

    private Prediction? Add(WindowPlace place, ReadOnlySpan<float> logits)
    {
        plan.RequireOneLogitALabel(logits.Length, "ClassificationOptions.Stride");
        _windows.Add(place.Window);
        if (place.IsLast && _windows.Count == 1) return End(logits);
        _windowLogits.Add(logits.ToArray());
        return place.IsLast ? End(Pool()) : null;
    }

    private Prediction End(ReadOnlySpan<float> logits)
    {
        int tokens = 0;
        foreach (var window in _windows) tokens += window.TokenCount;
        var answer = plan.Predict(logits, tokens, droppedTokens: 0, [.. _windows]);
        _windows.Clear();
        _windowLogits.Clear();
        return answer;
    }

    // In double precision and in the order of the windows, so that the same text gives the same bits.
    private float[] Pool()
    {
        var pooled = new float[_windowLogits[0].Length];
        for (int label = 0; label < pooled.Length; label++)
        {
            double sum = 0;
            float greatest = float.NegativeInfinity;
            foreach (float[] window in _windowLogits)
            {
                sum += window[label];
                greatest = Math.Max(greatest, window[label]);
            }

            pooled[label] = plan.WindowPooling == WindowPooling.Max ? greatest : (float)(sum / _windowLogits.Count);
        }

        return pooled;
    }
}
