using System.Runtime.CompilerServices;
using Matiz.Tensors;

namespace Matiz.Learning.Numerics;

/// <summary><see cref="RowKernel"/> for one width of vectors.</summary>
internal sealed unsafe class RowKernel<TLanes, TVector>(KernelVariant variant) : RowKernel
    where TLanes : struct, IDoubleLanes<TVector>
    where TVector : struct
{
    public override KernelVariant Variant => variant;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Load(float* rows, int rowCount, int columns, double last, int stride, double* tile)
    {
        int whole = columns / TLanes.Count * TLanes.Count;
        for (int r = 0; r < TileRows; r++, rows += columns, tile += stride)
        {
            if (r >= rowCount)
            {
                new Span<double>(tile, stride).Clear();
                continue;
            }

            int j = 0;
            for (; j < whole; j += TLanes.Count) TLanes.Store(TLanes.Widen(rows + j), tile + j);
            for (; j < columns; j++) tile[j] = rows[j];
            for (; j < stride; j++) tile[j] = j == columns ? last : 0;
        }
    }

    public override void Logits(double* tile, double* weights, int outputs, int stride, double* logits)
    {
        int k = 0;
        for (; k + 3 <= outputs; k += 3)
        {
            Logits4x3(tile, weights + ((long)k * stride), stride, logits + (k * TileRows));
            Logits4x3(tile + (4L * stride), weights + ((long)k * stride), stride, logits + (k * TileRows) + 4);
        }

        for (; k < outputs; k++) Logits8x1(tile, weights + ((long)k * stride), stride, logits + (k * TileRows));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void AddOuter(double* residuals, double* tile, int outputs, int width, int stride, double* gradient)
    {
        for (int j = 0; j < width; j += TLanes.Count)
        {
            double* x = tile + j;
            var x0 = TLanes.Load(x);
            var x1 = TLanes.Load(x += stride);
            var x2 = TLanes.Load(x += stride);
            var x3 = TLanes.Load(x += stride);
            var x4 = TLanes.Load(x += stride);
            var x5 = TLanes.Load(x += stride);
            var x6 = TLanes.Load(x += stride);
            var x7 = TLanes.Load(x + stride);
            double* q = residuals;
            double* g = gradient + j;
            for (int k = 0; k < outputs; k++, q += TileRows, g += stride)
            {
                var even = TLanes.MultiplyAdd(TLanes.Broadcast(q[0]), x0, TLanes.Load(g));
                var odd = TLanes.Multiply(TLanes.Broadcast(q[1]), x1);
                even = TLanes.MultiplyAdd(TLanes.Broadcast(q[2]), x2, even);
                odd = TLanes.MultiplyAdd(TLanes.Broadcast(q[3]), x3, odd);
                even = TLanes.MultiplyAdd(TLanes.Broadcast(q[4]), x4, even);
                odd = TLanes.MultiplyAdd(TLanes.Broadcast(q[5]), x5, odd);
                even = TLanes.MultiplyAdd(TLanes.Broadcast(q[6]), x6, even);
                odd = TLanes.MultiplyAdd(TLanes.Broadcast(q[7]), x7, odd);
                TLanes.Store(TLanes.Add(even, odd), g);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Softmax(double* logits, int outputs, double* logSums)
    {
        for (int r = 0; r < TileRows; r += TLanes.Count)
        {
            double* z = logits + r;
            var max = TLanes.Load(z);
            for (int k = 1; k < outputs; k++) max = TLanes.Max(max, TLanes.Load(z + (k * TileRows)));
            var sum = TLanes.Broadcast(0);
            for (int k = 0; k < outputs; k++)
            {
                var e = TLanes.Exp(TLanes.Subtract(TLanes.Load(z + (k * TileRows)), max));
                sum = TLanes.Add(sum, e);
                TLanes.Store(e, z + (k * TileRows));
            }

            TLanes.Store(TLanes.Add(max, TLanes.Log(sum)), logSums + r);
            var scale = TLanes.Divide(TLanes.Broadcast(1), sum);
            for (int k = 0; k < outputs; k++)
                TLanes.Store(TLanes.Multiply(TLanes.Load(z + (k * TileRows)), scale), z + (k * TileRows));
        }
    }

    // With m = max(z, 0):  ln(1 + eᶻ) = m + ln(e⁻ᵐ + eᶻ⁻ᵐ),  σ(z) = eᶻ⁻ᵐ / (e⁻ᵐ + eᶻ⁻ᵐ).
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Sigmoid(double* logits, double* logSums)
    {
        var zero = TLanes.Broadcast(0);
        for (int r = 0; r < TileRows; r += TLanes.Count)
        {
            var z = TLanes.Load(logits + r);
            var max = TLanes.Max(z, zero);
            var e = TLanes.Exp(TLanes.Subtract(z, max));
            var sum = TLanes.Add(TLanes.Exp(TLanes.Subtract(zero, max)), e);
            TLanes.Store(TLanes.Add(max, TLanes.Log(sum)), logSums + r);
            TLanes.Store(TLanes.Divide(e, sum), logits + r);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override double Dot(double* a, double* b, int length)
    {
        var s0 = TLanes.Broadcast(0);
        var s1 = s0;
        int i = 0;
        for (; i + (2 * TLanes.Count) <= length; i += 2 * TLanes.Count)
        {
            s0 = TLanes.MultiplyAdd(TLanes.Load(a + i), TLanes.Load(b + i), s0);
            s1 = TLanes.MultiplyAdd(TLanes.Load(a + i + TLanes.Count), TLanes.Load(b + i + TLanes.Count), s1);
        }

        for (; i < length; i += TLanes.Count) s0 = TLanes.MultiplyAdd(TLanes.Load(a + i), TLanes.Load(b + i), s0);
        return TLanes.Sum(TLanes.Add(s0, s1));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void AddScaled(double factor, double* from, int length, double* to)
    {
        var f = TLanes.Broadcast(factor);
        for (int i = 0; i < length; i += TLanes.Count)
            TLanes.Store(TLanes.MultiplyAdd(f, TLanes.Load(from + i), TLanes.Load(to + i)), to + i);
    }

    // Four rows by three outputs: 12 sums, as many as 16 registers allow besides their operands.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Logits4x3(double* tile, double* weights, int stride, double* logits)
    {
        var s00 = TLanes.Broadcast(0);
        TVector s01 = s00, s02 = s00, s03 = s00, s10 = s00, s11 = s00, s12 = s00, s13 = s00, s20 = s00, s21 = s00, s22 = s00, s23 = s00;
        double* end = tile + stride;
        double* tile1 = tile + stride;
        double* tile2 = tile1 + stride;
        double* tile3 = tile2 + stride;
        double* weights1 = weights + stride;
        double* weights2 = weights1 + stride;
        for (; tile < end; tile += TLanes.Count)
        {
            var w0 = TLanes.Load(weights);
            var w1 = TLanes.Load(weights1);
            var w2 = TLanes.Load(weights2);
            var x = TLanes.Load(tile);
            s00 = TLanes.MultiplyAdd(x, w0, s00);
            s10 = TLanes.MultiplyAdd(x, w1, s10);
            s20 = TLanes.MultiplyAdd(x, w2, s20);
            x = TLanes.Load(tile1);
            s01 = TLanes.MultiplyAdd(x, w0, s01);
            s11 = TLanes.MultiplyAdd(x, w1, s11);
            s21 = TLanes.MultiplyAdd(x, w2, s21);
            x = TLanes.Load(tile2);
            s02 = TLanes.MultiplyAdd(x, w0, s02);
            s12 = TLanes.MultiplyAdd(x, w1, s12);
            s22 = TLanes.MultiplyAdd(x, w2, s22);
            x = TLanes.Load(tile3);
            s03 = TLanes.MultiplyAdd(x, w0, s03);
            s13 = TLanes.MultiplyAdd(x, w1, s13);
            s23 = TLanes.MultiplyAdd(x, w2, s23);
            tile1 += TLanes.Count;
            tile2 += TLanes.Count;
            tile3 += TLanes.Count;
            weights += TLanes.Count;
            weights1 += TLanes.Count;
            weights2 += TLanes.Count;
        }

        logits[0] = TLanes.Sum(s00);
        logits[1] = TLanes.Sum(s01);
        logits[2] = TLanes.Sum(s02);
        logits[3] = TLanes.Sum(s03);
        logits[TileRows] = TLanes.Sum(s10);
        logits[TileRows + 1] = TLanes.Sum(s11);
        logits[TileRows + 2] = TLanes.Sum(s12);
        logits[TileRows + 3] = TLanes.Sum(s13);
        logits[(2 * TileRows) + 0] = TLanes.Sum(s20);
        logits[(2 * TileRows) + 1] = TLanes.Sum(s21);
        logits[(2 * TileRows) + 2] = TLanes.Sum(s22);
        logits[(2 * TileRows) + 3] = TLanes.Sum(s23);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Logits8x1(double* tile, double* weights, int stride, double* logits)
    {
        var s0 = TLanes.Broadcast(0);
        TVector s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
        double* tile4 = tile + (4L * stride);
        for (int j = 0; j < stride; j += TLanes.Count)
        {
            var w = TLanes.Load(weights + j);
            double* x = tile + j;
            double* y = tile4 + j;
            s0 = TLanes.MultiplyAdd(TLanes.Load(x), w, s0);
            s4 = TLanes.MultiplyAdd(TLanes.Load(y), w, s4);
            s1 = TLanes.MultiplyAdd(TLanes.Load(x + stride), w, s1);
            s5 = TLanes.MultiplyAdd(TLanes.Load(y + stride), w, s5);
            s2 = TLanes.MultiplyAdd(TLanes.Load(x + (2L * stride)), w, s2);
            s6 = TLanes.MultiplyAdd(TLanes.Load(y + (2L * stride)), w, s6);
            s3 = TLanes.MultiplyAdd(TLanes.Load(x + (3L * stride)), w, s3);
            s7 = TLanes.MultiplyAdd(TLanes.Load(y + (3L * stride)), w, s7);
        }

        logits[0] = TLanes.Sum(s0);
        logits[1] = TLanes.Sum(s1);
        logits[2] = TLanes.Sum(s2);
        logits[3] = TLanes.Sum(s3);
        logits[4] = TLanes.Sum(s4);
        logits[5] = TLanes.Sum(s5);
        logits[6] = TLanes.Sum(s6);
        logits[7] = TLanes.Sum(s7);
    }
}
