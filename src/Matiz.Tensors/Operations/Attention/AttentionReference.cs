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

        if (shape.Bias is { Table.Trainable: true } bias) BackwardBias(shape, bias, dropout, dContext);
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
            probabilities[k] = Sees(shape, query, k) ? (score * shape.Scale) + BiasOf(shape, head, query, k) : double.NegativeInfinity;
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
        var dScores = new double[length];
        for (int query = 0; query < shape.QueriesOf(row); query++)
        {
            ScoreGradients(shape, dropout, row, head, query, dContext, probabilities, dScores);
            var dO = Head(dContext, shape.FirstQueryOf(row) + query, 0, shape, head);
            for (int k = 0; k < length; k++)
            {
                double p = probabilities[k] * Multiplier(dropout, row, head, query, k);
                for (int d = 0; d < dO.Length; d++) dValue[k, d] += p * dO[d];
            }

            var q = Head(shape.Query, shape.FirstQueryOf(row) + query, shape.QueryColumn, shape, head);
            var dQ = new double[shape.HeadSize];
            for (int k = 0; k < length; k++)
            {
                double dScore = dScores[k] * shape.Scale;
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

    // The probabilities of one query, and the gradient of its scores.
    private static void ScoreGradients(
        in AttentionShape shape, DropoutKey dropout, int row, int head, int query, Tensor dContext, double[] probabilities,
        double[] dScores)
    {
        Probabilities(shape, row, head, query, probabilities);
        var dO = Head(dContext, shape.FirstQueryOf(row) + query, 0, shape, head);
        double sum = 0;
        for (int k = 0; k < probabilities.Length; k++)
        {
            var value = Head(shape.KeyValue, shape.Layout.Offsets[row] + k, shape.ValueColumn, shape, head);
            double dot = 0;
            for (int d = 0; d < value.Length; d++) dot += (double)dO[d] * value[d];
            dScores[k] = dot * Multiplier(dropout, row, head, query, k);
            sum += probabilities[k] * dScores[k];
        }

        for (int k = 0; k < probabilities.Length; k++) dScores[k] = probabilities[k] * (dScores[k] - sum);
    }

    // s = … + bias[row of (q - k), head]   ⇒   dBias = Σ dS over all pairs of that row
    private static void BackwardBias(in AttentionShape shape, DistanceBias bias, DropoutKey dropout, Tensor dContext)
    {
        var sums = new double[bias.Table.Length];
        for (int row = 0; row < shape.Layout.RowCount; row++)
        {
            int length = shape.Layout.LengthOf(row);
            var tableRows = bias.RowsOfKeys(length);
            double[] probabilities = new double[length], dScores = new double[length];
            for (int head = 0; head < shape.Heads; head++)
            {
                for (int query = 0; query < shape.QueriesOf(row); query++)
                {
                    ScoreGradients(shape, dropout, row, head, query, dContext, probabilities, dScores);
                    for (int k = 0; k < length; k++) sums[(tableRows[k - query + length - 1] * shape.Heads) + head] += dScores[k];
                }
            }
        }

        var gradient = bias.Table.GradientBuffer.AsSpan();
        for (int i = 0; i < sums.Length; i++) gradient[i] += (float)sums[i];
    }

    private static bool Sees(in AttentionShape shape, int query, int key) =>
        shape.Window is not { } window || Math.Abs(query - key) <= window;

    private static double BiasOf(in AttentionShape shape, int head, int query, int key) => shape.Bias is not { } bias
        ? 0
        : bias.Table.Value.AsSpan()[(bias.RowsOfKeys(Math.Abs(query - key) + 1)[key > query ? ^1 : 0] * shape.Heads) + head];

    private static double Multiplier(DropoutKey dropout, int row, int head, int query, int key) =>
        dropout.IsActive ? dropout.Multiplier(row, query, ((uint)head << 16) | (uint)key) : 1;

    private static Span<float> Head(Tensor tensor, int row, int column, in AttentionShape shape, int head) =>
        tensor.AsSpan().Slice((row * tensor.Columns) + column + (head * shape.HeadSize), shape.HeadSize);
}
