namespace Matiz.Tasks.Arithmetic;

/// <summary>Probabilities of logits in double precision, at any temperature above 0.</summary>
internal static class Probabilities
{
    // e^(x - largest) / Σ: no logit is too large
    public static float[] Softmax(ReadOnlySpan<float> logits, double temperature)
    {
        double largest = double.NegativeInfinity;
        foreach (float logit in logits) largest = Math.Max(largest, logit);
        double sum = 0;
        foreach (float logit in logits) sum += Math.Exp((logit - largest) / temperature);
        float[] scores = new float[logits.Length];
        for (int i = 0; i < scores.Length; i++) scores[i] = (float)(Math.Exp((logits[i] - largest) / temperature) / sum);
        return scores;
    }

    public static float[] Sigmoid(ReadOnlySpan<float> logits, double temperature)
    {
        float[] scores = new float[logits.Length];
        for (int i = 0; i < scores.Length; i++) scores[i] = (float)(1 / (1 + Math.Exp(-(double)logits[i] / temperature)));
        return scores;
    }

    /// <summary>The place of the greatest; the first of equals, as the reference's argmax.</summary>
    public static int ArgMax(ReadOnlySpan<float> logits)
    {
        int best = 0;
        for (int i = 1; i < logits.Length; i++)
        {
            if (logits[i] > logits[best]) best = i;
        }

        return best;
    }
}
