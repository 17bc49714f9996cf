using Matiz.Tensors.Numerics;
using Matiz.Tensors.Operations.Attention;
using Matiz.Tensors.Random;

namespace Matiz.Tensors.Operations.DisentangledAttention;

/// <summary>Plain loops, summed in double precision.</summary>
internal sealed class DisentangledAttentionReference : DisentangledAttentionKernel
{
    public override Precision Precision => Precision.Float32;

    public override KernelVariant Variant => KernelVariant.Reference;

    public override void Forward(
        in AttentionShape shape, PositionProjections? positions, DropoutKey dropout, Tensor context, Tensor? statistics)
    {
        for (int row = 0; row < shape.Layout.RowCount; row++)
        {
            for (int head = 0; head < shape.Heads; head++)
            {
                for (int q = 0; q < shape.QueriesOf(row); q++) ForwardQuery(shape, positions, dropout, row, head, q, context, statistics);
            }
        }
    }

    public override void Backward(
        in AttentionShape shape,
        PositionProjections? positions,
        DropoutKey dropout,
        Tensor statistics,
        Tensor dContext,
        Tensor dQuery,
        Tensor dKeyValue,
        Tensor? dPositions)
    {
        var sums = positions is null ? [] : new double[(int)positions.Projections.Length];
        for (int row = 0; row < shape.Layout.RowCount; row++)
        {
            for (int head = 0; head < shape.Heads; head++)
                BackwardHead(shape, positions, dropout, row, head, dContext, dQuery, dKeyValue, sums);
        }

        if (dPositions is null) return;
        var target = dPositions.AsSpan();
        for (int i = 0; i < target.Length; i++) target[i] = (float)sums[i];
    }

    /// <summary>The probabilities of one query before dropout, and the statistics that they were made with.</summary>
    internal static (double Largest, double Sum) Probabilities(
        in AttentionShape shape, PositionProjections? positions, int row, int head, int query, double[] probabilities)
    {
        var q = Head(shape.Query, shape.FirstQueryOf(row) + query, shape.QueryColumn, shape, head);
        double largest = double.NegativeInfinity;
        for (int k = 0; k < probabilities.Length; k++)
        {
            var key = Head(shape.KeyValue, shape.Layout.Offsets[row] + k, shape.KeyColumn, shape, head);
            double score = Dot(q, key);
            if (positions?.KeyColumn is { } keyColumn)
                score += Dot(q, Head(positions.Projections, positions.RowOf(query - k), keyColumn, shape, head));
            if (positions?.QueryColumn is { } queryColumn)
                score += Dot(key, Head(positions.Projections, positions.RowOf(query - k), queryColumn, shape, head));
            probabilities[k] = score * shape.Scale;
            largest = Math.Max(largest, probabilities[k]);
        }

        double sum = 0;
        for (int k = 0; k < probabilities.Length; k++) sum += probabilities[k] = ScalarMath.Exp(probabilities[k] - largest);
        for (int k = 0; k < probabilities.Length; k++) probabilities[k] /= sum;
        return (largest, sum);
    }

    private static void ForwardQuery(
        in AttentionShape shape, PositionProjections? positions, DropoutKey dropout, int row, int head, int query, Tensor context,
        Tensor? statistics)
    {
        var probabilities = new double[shape.Layout.LengthOf(row)];
        var (largest, sum) = Probabilities(shape, positions, row, head, query, probabilities);
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
            AddTo(weighted, p, Head(shape.KeyValue, shape.Layout.Offsets[row] + k, shape.ValueColumn, shape, head));
        }

        Write(weighted, Head(context, shape.FirstQueryOf(row) + query, 0, shape, head));
    }

    // P = softmax(S), O = (P∘M)·V   ⇒   dV = (P∘M)ᵀ·dO,  dP = (dO·Vᵀ)∘M,  dS = P∘(dP - Σ P∘dP)·scale
    // S = Q·K + Q·PK + K·PQ   ⇒   dQ = Σ_k dS·(K + PK),  dK = Σ_q dS·(Q + PQ),  dPK = Σ dS·Q,  dPQ = Σ dS·K over the pairs of a distance
    private static void BackwardHead(
        in AttentionShape shape, PositionProjections? positions, DropoutKey dropout, int row, int head, Tensor dContext, Tensor dQuery,
        Tensor dKeyValue, double[] dPositions)
    {
        int length = shape.Layout.LengthOf(row), first = shape.Layout.Offsets[row];
        double[][] dKey = NewRows(length, shape.HeadSize), dValue = NewRows(length, shape.HeadSize);
        var probabilities = new double[length];
        var dScores = new double[length];
        for (int query = 0; query < shape.QueriesOf(row); query++)
        {
            Probabilities(shape, positions, row, head, query, probabilities);
            var dO = Head(dContext, shape.FirstQueryOf(row) + query, 0, shape, head);
            double sum = 0;
            for (int k = 0; k < length; k++)
            {
                double multiplier = Multiplier(dropout, row, head, query, k);
                AddTo(dValue[k], probabilities[k] * multiplier, dO);
                dScores[k] = Dot(dO, Head(shape.KeyValue, first + k, shape.ValueColumn, shape, head)) * multiplier;
                sum += probabilities[k] * dScores[k];
            }

            var q = Head(shape.Query, shape.FirstQueryOf(row) + query, shape.QueryColumn, shape, head);
            var dQ = new double[shape.HeadSize];
            for (int k = 0; k < length; k++)
            {
                double dScore = probabilities[k] * (dScores[k] - sum) * shape.Scale;
                var key = Head(shape.KeyValue, first + k, shape.KeyColumn, shape, head);
                AddTo(dQ, dScore, key);
                AddTo(dKey[k], dScore, q);
                if (positions is null) continue;
                int position = positions.RowOf(query - k);
                if (positions.KeyColumn is { } keyColumn)
                {
                    AddTo(dQ, dScore, Head(positions.Projections, position, keyColumn, shape, head));
                    AddTo(Sums(keyColumn), dScore, q);
                }

                if (positions.QueryColumn is { } queryColumn)
                {
                    AddTo(dKey[k], dScore, Head(positions.Projections, position, queryColumn, shape, head));
                    AddTo(Sums(queryColumn), dScore, key);
                }

                Span<double> Sums(int column) => dPositions.AsSpan(
                    (position * positions!.Projections.Columns) + column + (head * dQ.Length), dQ.Length);
            }

            Write(dQ, Head(dQuery, shape.FirstQueryOf(row) + query, shape.QueryColumn, shape, head));
        }

        for (int k = 0; k < length; k++)
        {
            Write(dKey[k], Head(dKeyValue, first + k, shape.KeyColumn, shape, head));
            Write(dValue[k], Head(dKeyValue, first + k, shape.ValueColumn, shape, head));
        }
    }

    private static double[][] NewRows(int rows, int columns) => [.. Enumerable.Range(0, rows).Select(_ => new double[columns])];

    private static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += (double)a[i] * b[i];
        return sum;
    }

    private static void AddTo(Span<double> target, double factor, ReadOnlySpan<float> values)
    {
        for (int i = 0; i < target.Length; i++) target[i] += factor * values[i];
    }

    private static void Write(ReadOnlySpan<double> values, Span<float> target)
    {
        for (int i = 0; i < target.Length; i++) target[i] = (float)values[i];
    }

    private static double Multiplier(DropoutKey dropout, int row, int head, int query, int key) =>
        dropout.IsActive ? dropout.Multiplier(row, query, ((uint)head << 16) | (uint)key) : 1;

    private static Span<float> Head(Tensor tensor, int row, int column, in AttentionShape shape, int head) =>
        tensor.AsSpan().Slice((row * tensor.Columns) + column + (head * shape.HeadSize), shape.HeadSize);
}
