using Matiz.Data;

namespace Matiz.Inference;

/// <summary>Probabilities of logits, each row by itself and in double precision, so that a text's scores do not depend on its batch.</summary>
public static class Scores
{
    /// <summary>The probabilities of one row: softmax; sigmoid for several labels a row, or for one label; the logits themselves for regression.</summary>
    /// <param name="logits">One a label.</param>
    /// <param name="problemType">What a label is.</param>
    /// <param name="temperature">What logits are divided by; nothing of it for regression. Default 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is zero or negative.</exception>
    public static float[] Of(ReadOnlySpan<float> logits, ProblemType problemType, double temperature = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        return problemType.LabelKind switch
        {
            LabelKind.Value => logits.ToArray(),
            LabelKind.Index when logits.Length > 1 => Softmax(logits, temperature),
            _ => Sigmoid(logits, temperature),
        };
    }

    // e^(x - largest) / Σ: no logit is too large
    private static float[] Softmax(ReadOnlySpan<float> logits, double temperature)
    {
        double largest = double.NegativeInfinity;
        foreach (float logit in logits) largest = Math.Max(largest, logit);
        double sum = 0;
        foreach (float logit in logits) sum += Math.Exp((logit - largest) / temperature);
        float[] scores = new float[logits.Length];
        for (int i = 0; i < scores.Length; i++) scores[i] = (float)(Math.Exp((logits[i] - largest) / temperature) / sum);
        return scores;
    }

    private static float[] Sigmoid(ReadOnlySpan<float> logits, double temperature)
    {
        float[] scores = new float[logits.Length];
        for (int i = 0; i < scores.Length; i++) scores[i] = (float)(1 / (1 + Math.Exp(-(double)logits[i] / temperature)));
        return scores;
    }
}
