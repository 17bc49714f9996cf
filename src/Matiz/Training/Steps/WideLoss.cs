using Matiz.Data;

namespace Matiz.Training;

/// <summary>
/// The loss of a row in double, for those that are beyond 32-bit numbers: finite logits of ±3e38 have a finite loss. Others stay the
/// 32-bit ones that training computes.
/// </summary>
internal static class WideLoss
{
    /// <summary>What a loss that is no 32-bit number is kept as.</summary>
    public const float Beyond = float.MaxValue;

    /// <summary>The loss as it is kept: 32 bits, those beyond at the largest.</summary>
    public static float Kept(float loss) => float.IsFinite(loss) ? loss : Beyond;

    /// <summary>The loss as it is summed.</summary>
    /// <param name="kept">As it is kept.</param>
    /// <param name="problemType">What a label is.</param>
    /// <param name="label">The truth.</param>
    /// <param name="logits">Finite, one a label.</param>
    /// <param name="labelSmoothing">For one label a row.</param>
    public static double Of(float kept, ProblemType problemType, Label label, ReadOnlySpan<float> logits, double labelSmoothing) => kept < Beyond
        ? kept
        : problemType.LabelKind switch
        {
            LabelKind.Index => CrossEntropy(logits, label.Index, labelSmoothing),
            LabelKind.Indices => SigmoidCrossEntropy(logits, label.ToFlags(logits.Length)),
            _ => ((double)logits[0] - label.Value) * ((double)logits[0] - label.Value),
        };

    private static double CrossEntropy(ReadOnlySpan<float> logits, int truth, double smoothing)
    {
        double largest = double.NegativeInfinity, sum = 0, mean = 0;
        foreach (float logit in logits) largest = Math.Max(largest, logit);
        foreach (float logit in logits) sum += Math.Exp(logit - largest);
        double total = largest + Math.Log(sum);
        foreach (float logit in logits) mean += (total - logit) / logits.Length;
        return ((1 - smoothing) * (total - logits[truth])) + (smoothing * mean);
    }

    private static double SigmoidCrossEntropy(ReadOnlySpan<float> logits, bool[] truth)
    {
        double sum = 0;
        for (int k = 0; k < logits.Length; k++)
            sum += Math.Max((double)logits[k], 0) - (truth[k] ? logits[k] : 0.0) + Math.Log(1 + Math.Exp(-Math.Abs((double)logits[k])));
        return sum / logits.Length;
    }
}
