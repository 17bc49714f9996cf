using Matiz.Data;

namespace Matiz.Training;

/// <summary>What logits say: softmax, sigmoid, or the value itself, in double precision and rounded once.</summary>
internal static class Scores
{
    public static float[] Of(float[] logits, ProblemType problemType) => problemType switch
    {
        ProblemType.SingleLabelClassification => Softmax(logits),
        ProblemType.MultiLabelClassification => Array.ConvertAll(logits, logit => (float)(1 / (1 + Math.Exp(-(double)logit)))),
        _ => [.. logits],
    };

    private static float[] Softmax(float[] logits)
    {
        double greatest = logits.Max();
        double[] powers = Array.ConvertAll(logits, logit => Math.Exp(logit - greatest));
        double sum = powers.Sum();
        return Array.ConvertAll(powers, power => (float)(power / sum));
    }
}
