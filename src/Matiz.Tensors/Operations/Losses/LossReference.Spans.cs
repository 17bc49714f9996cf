using Matiz.Tensors.Numerics;

namespace Matiz.Tensors.Operations.Losses;

/// <content>Losses over the tokens of a row.</content>
internal sealed partial class LossReference
{
    public override void SpanCrossEntropy(Tensor logits, RaggedLayout layout, int[][] positions, Tensor losses)
    {
        double[] column = new double[layout.MaxLength];
        for (int row = 0; row < layout.RowCount; row++)
        {
            for (int k = 0; k < positions.Length; k++)
            {
                int right = positions[k][row];
                var z = ColumnOf(logits, layout, row, k, column);
                Row(losses, row)[k] = (uint)right < (uint)z.Length ? (float)(LogSumExp(z) - z[right]) : 0;
            }
        }
    }

    // loss = logSumExp(z) - z_right   ⇒   dz_t = p_t - [t = right]
    public override void SpanCrossEntropyGradient(
        Tensor logits, RaggedLayout layout, int[][] positions, Tensor dLosses, bool accumulate, Tensor dLogits)
    {
        double[] column = new double[layout.MaxLength];
        for (int row = 0; row < layout.RowCount; row++)
        {
            for (int k = 0; k < positions.Length; k++)
            {
                int right = positions[k][row], first = layout.Offsets[row];
                var z = ColumnOf(logits, layout, row, k, column);
                bool hasLoss = (uint)right < (uint)z.Length;
                double logSum = hasLoss ? LogSumExp(z) : 0, weight = Row(dLosses, row)[k];
                for (int token = 0; token < z.Length; token++)
                {
                    double difference = hasLoss ? ScalarMath.Exp(z[token] - logSum) - (token == right ? 1 : 0) : 0;
                    Store(dLogits, first + token, k, accumulate, weight * difference);
                }
            }
        }
    }

    private static ReadOnlySpan<double> ColumnOf(Tensor logits, RaggedLayout layout, int row, int column, double[] buffer)
    {
        int first = layout.Offsets[row], length = layout.LengthOf(row);
        for (int token = 0; token < length; token++) buffer[token] = Row(logits, first + token)[column];
        return buffer.AsSpan(0, length);
    }

    private static double LogSumExp(ReadOnlySpan<double> z)
    {
        double largest = z[0], sum = 0;
        foreach (double value in z) largest = Math.Max(largest, value);
        foreach (double value in z) sum += ScalarMath.Exp(value - largest);
        return largest + ScalarMath.Log(sum);
    }
}
