using Matiz.Tensors.Numerics;
using Matiz.Tensors.Random;

namespace Matiz.Tensors.Operations.Attention;

/// <summary>Plain loops, summed in double precision.</summary>
internal sealed class AttentionReference : AttentionKernel
{
    public override Precision Precision => Precision.Float32;

    public override KernelVariant Variant => KernelVariant.Reference;

    public override void Forward(in AttentionShape shape, DropoutKey dropout, Tensor context, Tensor? statistics)
    {
        for (int row = 0; row < shape.Layout.RowCount; row++)
        {
            for (int head = 0; head < shape.Heads; head++)
            {
                for (int q = 0; q < shape.QueriesOf(row); q++) ForwardQuery(shape, dropout, row, head, q, context, statistics);
            }
        }
    }

    public override void Backward(
        in AttentionShape shape, DropoutKey dropout, Tensor context, Tensor statistics, Tensor dContext, Tensor dQuery, Tensor dKeyValue)
    {
        for (int row = 0; row < shape.Layout.RowCount; row++)
        {
            for (int head = 0; head < shape.Heads; head++) BackwardHead(shape, dropout, row, head, dContext, dQuery, dKeyValue);
        }
    }

    /// <summary>The probabilities of one query before dropout, and the statistics that they were made with.</summary>
    internal static (double Largest, double Sum) Probabilities(
        in AttentionShape shape, int row, int head, int query, double[] probabilities)
    {
        var q = Head(shape.Query, shape.FirstQueryOf(row) + query, shape.QueryColumn, shape, head);
        double largest = double.NegativeInfinity;
        for (int k = 0; k < probabilities.Length; k++)
        {
            var key = Head(shape.KeyValue, shape.Layout.Offsets[row] + k, shape.KeyColumn, shape, head);
            double score = 0;
            for (int d = 0; d < key.Length; d++) score += (double)q[d] * key[d];
            probabilities[k] = score * shape.Scale;
            largest = Math.Max(largest, probabilities[k]);
        }

        double sum = 0;
        for (int k = 0; k < probabilities.Length; k++) sum += probabilities[k] = ScalarMath.Exp(probabilities[k] - largest);
        for (int k = 0; k < probabilities.Length; k++) probabilities[k] /= sum;
        return (largest, sum);
    }

    private static void ForwardQuery(
        in AttentionShape shape, DropoutKey dropout, int row, int head, int query, Tensor context, Tensor? statistics)
    {
        var probabilities = new double[shape.Layout.LengthOf(row)];
        var (largest, sum) = Probabilities(shape, row, head, query, probabilities);
        if (statistics is not null)
        {
            var stored = statistics.AsSpan().Slice(((shape.FirstQueryOf(row) + query) * statistics.Columns) + (2 * head), 2);
            stored[0] = (float)largest;
            stored[1] = (float)sum;
        }

        var weighted = new double[shape.HeadSize];
        for (int k = 0; k < probabilities.Length; k++)
        {
            double p = probabilities[k] * Multiplier(dropout, row, head, query, k);
            var value = Head(shape.KeyValue, shape.Layout.Offsets[row] + k, shape.ValueColumn, shape, head);
            for (int d = 0; d < value.Length; d++) weighted[d] += p * value[d];
        }

        var output = Head(context, shape.FirstQueryOf(row) + query, 0, shape, head);
        for (int d = 0; d < output.Length; d++) output[d] = (float)weighted[d];
    }

    // P = softmax(S), O = (P∘M)·V   ⇒   dV = (P∘M)ᵀ·dO,  dP = (dO·Vᵀ)∘M,  dS = P∘(dP - Σ P∘dP),  dQ = dS·K·scale,  dK = dSᵀ·Q·scale
    private static void BackwardHead(
        in AttentionShape shape, DropoutKey dropout, int row, int head, Tensor dContext, Tensor dQuery, Tensor dKeyValue)
    {
        int length = shape.Layout.LengthOf(row);
        int first = shape.Layout.Offsets[row];
        var dKey = new double[length, shape.HeadSize];
        var dValue = new double[length, shape.HeadSize];
        var probabilities = new double[length];
        var dProbabilities = new double[length];
        for (int query = 0; query < shape.QueriesOf(row); query++)
        {
            Probabilities(shape, row, head, query, probabilities);
            var dO = Head(dContext, shape.FirstQueryOf(row) + query, 0, shape, head);
            double sum = 0;
            for (int k = 0; k < length; k++)
            {
                double multiplier = Multiplier(dropout, row, head, query, k);
                var value = Head(shape.KeyValue, first + k, shape.ValueColumn, shape, head);
                double dot = 0;
                for (int d = 0; d < value.Length; d++)
                {
                    dot += (double)dO[d] * value[d];
                    dValue[k, d] += probabilities[k] * multiplier * dO[d];
                }

                dProbabilities[k] = dot * multiplier;
                sum += probabilities[k] * dProbabilities[k];
            }

            var q = Head(shape.Query, shape.FirstQueryOf(row) + query, shape.QueryColumn, shape, head);
            var dQ = new double[shape.HeadSize];
            for (int k = 0; k < length; k++)
            {
                double dScore = probabilities[k] * (dProbabilities[k] - sum) * shape.Scale;
                var key = Head(shape.KeyValue, first + k, shape.KeyColumn, shape, head);
                for (int d = 0; d < key.Length; d++)
                {
                    dQ[d] += dScore * key[d];
                    dKey[k, d] += dScore * q[d];
                }
            }

            var target = Head(dQuery, shape.FirstQueryOf(row) + query, shape.QueryColumn, shape, head);
            for (int d = 0; d < target.Length; d++) target[d] = (float)dQ[d];
        }

        for (int k = 0; k < length; k++)
        {
            var keyTarget = Head(dKeyValue, first + k, shape.KeyColumn, shape, head);
            var valueTarget = Head(dKeyValue, first + k, shape.ValueColumn, shape, head);
            for (int d = 0; d < shape.HeadSize; d++)
            {
                keyTarget[d] = (float)dKey[k, d];
                valueTarget[d] = (float)dValue[k, d];
            }
        }
    }

    private static double Multiplier(DropoutKey dropout, int row, int head, int query, int key) =>
        dropout.IsActive ? dropout.Multiplier(row, query, ((uint)head << 16) | (uint)key) : 1;

    private static Span<float> Head(Tensor tensor, int row, int column, in AttentionShape shape, int head) =>
        tensor.AsSpan().Slice((row * tensor.Columns) + column + (head * shape.HeadSize), shape.HeadSize);
}
