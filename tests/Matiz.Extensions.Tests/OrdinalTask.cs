using Matiz.Data;
using Matiz.Metrics;
using Matiz.Tasks;
using Matiz.Tensors;

namespace Matiz.Extensions.Tests;

/// <summary>
/// Classes that have an order, such as grades: the k-th logit says whether the class is at least the k-th, the loss is the binary
/// cross-entropy of these answers, and the class is how many of them are yes.
/// </summary>
internal sealed class OrdinalTask() : SingleLabelTask("ordinal_classification")
{
    public override bool WeighsClasses => false;

    public override CalibrationMethod Calibration => CalibrationMethod.None;

    public override string DefaultMetric => "quadratic_kappa";

    public override IReadOnlyList<string> Headlines { get; } = ["quadratic_kappa", "accuracy"];

    public override IReadOnlyList<string> Curves => Headlines;

    public override TaskLoss NewLoss(TaskRows rows, LossOptions options) => new OrdinalLoss(ClassesOf(rows.Labels), options.Labels);

    // P(at least k) - P(at least k + 1), made a distribution where the answers contradict each other.
    public override float[] ScoresOf(ReadOnlySpan<float> logits, double temperature = 1)
    {
        var scores = new double[logits.Length];
        for (int k = 0; k < scores.Length; k++)
            scores[k] = Math.Max(0, AtLeast(logits, k) - (k + 1 < scores.Length ? AtLeast(logits, k + 1) : 0)) + 1e-9;
        double sum = scores.Sum();
        return Array.ConvertAll(scores, score => (float)(score / sum));
    }

    public override Decision Decide(
        ReadOnlySpan<float> logits, ReadOnlySpan<float> scores, ModelCalibration calibration, ClassLabel? labels)
    {
        int index = 0;
        while (index + 1 < logits.Length && logits[index + 1] > 0) index++;
        return new Decision(Label.OfIndex(index), calibration.Answers(scores[index]));
    }

    private static double AtLeast(ReadOnlySpan<float> logits, int k) => k == 0 ? 1 : 1 / (1 + Math.Exp(-logits[k]));

    private sealed class OrdinalLoss(int[] classes, int count) : TaskLoss
    {
        public override Tensor Forward(Tape tape, Tensor logits, ReadOnlySpan<int> rows)
        {
            var targets = new float[rows.Length * count];
            for (int i = 0; i < rows.Length; i++) targets.AsSpan(i * count, classes[rows[i]] + 1).Fill(1);
            return tape.SigmoidCrossEntropy(logits, tape.NewTensor(rows.Length, count, targets));
        }

        public override double WideOf(int row, ReadOnlySpan<float> logits)
        {
            double sum = 0;
            for (int k = 0; k < count; k++) sum += Math.Max(0.0, k <= classes[row] ? -(double)logits[k] : logits[k]);
            return sum / count;
        }
    }
}

/// <summary>A metric of one's own, for classes that have an order.</summary>
internal static class OwnMetric
{
    public static MetricInfo QuadraticKappa { get; } = new Metric<ClassificationMetrics>(
        "quadratic_kappa", GreaterIsBetter: true, "agreement beyond chance, far confusions weighing more",
        static m => m.CohenKappa(KappaWeights.Quadratic));
}
