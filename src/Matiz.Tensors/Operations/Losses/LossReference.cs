using Matiz.Tensors.Numerics;

namespace Matiz.Tensors.Operations.Losses;

/// <summary>Plain loops in double precision.</summary>
internal sealed partial class LossReference : LossKernel
{
    public override Precision Precision => Precision.Float32;

    public override KernelVariant Variant => KernelVariant.Reference;

    public override void CrossEntropy(Tensor logits, int[] labels, float labelSmoothing, float[]? classWeights, Tensor losses)
    {
        int classes = logits.Columns;
        for (int row = 0; row < logits.Rows; row++)
        {
            if (labels[row] == LossOperations.IgnoredLabel)
            {
                losses.AsSpan()[row] = 0;
                continue;
            }

            var z = Row(logits, row);
            double logSum = LogSumExp(z);
            double loss = (1 - labelSmoothing) * Weight(classWeights, labels[row]) * (logSum - z[labels[row]]);
            for (int k = 0; labelSmoothing > 0 && k < classes; k++)
                loss += labelSmoothing / classes * Weight(classWeights, k) * (logSum - z[k]);
            losses.AsSpan()[row] = (float)loss;
        }
    }

    // loss = Σ_k t_k (logSumExp(z) - z_k), t_k = w_k·((1 - ε)[k = y] + ε/K)   ⇒   dz_k = (Σ t)·p_k - t_k
    public override void CrossEntropyGradient(
        Tensor logits, int[] labels, float labelSmoothing, float[]? classWeights, Tensor dLosses, bool accumulate, Tensor dLogits)
    {
        int classes = logits.Columns;
        var targets = new double[classes];
        for (int row = 0; row < logits.Rows; row++)
        {
            if (labels[row] == LossOperations.IgnoredLabel)
            {
                if (!accumulate) Row(dLogits, row).Clear();
                continue;
            }

            var z = Row(logits, row);
            double logSum = LogSumExp(z);
            for (int k = 0; k < classes; k++)
                targets[k] = Weight(classWeights, k) * ((k == labels[row] ? 1 - labelSmoothing : 0) + (labelSmoothing / classes));
            double total = targets.Sum();
            for (int k = 0; k < classes; k++)
                Store(dLogits, row, k, accumulate, dLosses.AsSpan()[row] * ((total * ScalarMath.Exp(z[k] - logSum)) - targets[k]));
        }
    }

    // -t·ln σ(z) - (1 - t)·ln(1 - σ(z)) = max(z, 0) - z·t + ln(1 + e^-|z|)
    public override void SigmoidCrossEntropy(Tensor logits, Tensor targets, Tensor losses)
    {
        for (int row = 0; row < logits.Rows; row++)
        {
            double sum = 0;
            for (int k = 0; k < logits.Columns; k++)
            {
                double z = Row(logits, row)[k];
                sum += Math.Max(z, 0) - (z * Row(targets, row)[k]) + ScalarMath.Log(1 + ScalarMath.Exp(-Math.Abs(z)));
            }

            losses.AsSpan()[row] = (float)(sum / logits.Columns);
        }
    }

    public override void SigmoidCrossEntropyGradient(Tensor logits, Tensor targets, Tensor dLosses, bool accumulate, Tensor dLogits)
    {
        for (int row = 0; row < logits.Rows; row++)
        {
            for (int k = 0; k < logits.Columns; k++)
            {
                double difference = ScalarMath.Sigmoid(Row(logits, row)[k]) - Row(targets, row)[k];
                Store(dLogits, row, k, accumulate, dLosses.AsSpan()[row] * difference / logits.Columns);
            }
        }
    }

    public override void MeanSquaredError(Tensor values, Tensor targets, Tensor losses)
    {
        for (int row = 0; row < values.Rows; row++)
        {
            double sum = 0;
            for (int k = 0; k < values.Columns; k++)
            {
                double difference = (double)Row(values, row)[k] - Row(targets, row)[k];
                sum += difference * difference;
            }

            losses.AsSpan()[row] = (float)(sum / values.Columns);
        }
    }

    public override void MeanSquaredErrorGradient(Tensor values, Tensor targets, Tensor dLosses, bool accumulate, Tensor dValues)
    {
        for (int row = 0; row < values.Rows; row++)
        {
            for (int k = 0; k < values.Columns; k++)
            {
                double difference = (double)Row(values, row)[k] - Row(targets, row)[k];
                Store(dValues, row, k, accumulate, dLosses.AsSpan()[row] * 2 * difference / values.Columns);
            }
        }
    }

    private static double Weight(float[]? classWeights, int label) => classWeights is null ? 1 : classWeights[label];

    private static double LogSumExp(ReadOnlySpan<float> z)
    {
        double largest = z[0], sum = 0;
        foreach (float value in z) largest = Math.Max(largest, value);
        foreach (float value in z) sum += ScalarMath.Exp(value - largest);
        return largest + ScalarMath.Log(sum);
    }

    private static void Store(Tensor target, int row, int column, bool accumulate, double value)
    {
        ref float element = ref Row(target, row)[column];
        element = (float)(accumulate ? element + value : value);
    }

    private static Span<float> Row(Tensor tensor, int row) => tensor.AsSpan().Slice(row * tensor.Columns, tensor.Columns);
}
