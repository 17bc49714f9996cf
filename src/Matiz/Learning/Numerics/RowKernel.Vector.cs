using System.Runtime.CompilerServices;
using Matiz.Tensors;
using Matiz.Tensors.Simd;

namespace Matiz.Learning.Numerics;

/// <summary><see cref="RowKernel"/> for one width of vectors.</summary>
internal sealed unsafe class RowKernel<S, V>(KernelVariant variant) : RowKernel
    where S : struct, IDoubleSimd<V>
    where V : struct
{
    public override KernelVariant Variant => variant;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Load(float* rows, int rowCount, int columns, double last, int stride, double* tile)
    {
        int whole = columns / S.Width * S.Width;
        for (int r = 0; r < TileRows; r++, rows += columns, tile += stride)
        {
            if (r >= rowCount)
            {
                new Span<double>(tile, stride).Clear();
                continue;
            }

            int j = 0;
            for (; j < whole; j += S.Width) S.Store(S.Widen(rows + j), tile + j);
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
        for (int j = 0; j < width; j += S.Width)
        {
            double* x = tile + j;
            var x0 = S.Load(x);
            var x1 = S.Load(x += stride);
            var x2 = S.Load(x += stride);
            var x3 = S.Load(x += stride);
            var x4 = S.Load(x += stride);
            var x5 = S.Load(x += stride);
            var x6 = S.Load(x += stride);
            var x7 = S.Load(x + stride);
            double* q = residuals;
            double* g = gradient + j;
            for (int k = 0; k < outputs; k++, q += TileRows, g += stride)
            {
                var even = S.MultiplyAdd(S.Broadcast(q[0]), x0, S.Load(g));
                var odd = S.Multiply(S.Broadcast(q[1]), x1);
                even = S.MultiplyAdd(S.Broadcast(q[2]), x2, even);
                odd = S.MultiplyAdd(S.Broadcast(q[3]), x3, odd);
                even = S.MultiplyAdd(S.Broadcast(q[4]), x4, even);
                odd = S.MultiplyAdd(S.Broadcast(q[5]), x5, odd);
                even = S.MultiplyAdd(S.Broadcast(q[6]), x6, even);
                odd = S.MultiplyAdd(S.Broadcast(q[7]), x7, odd);
                S.Store(S.Add(even, odd), g);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Softmax(double* logits, int outputs, double* logSums)
    {
        for (int r = 0; r < TileRows; r += S.Width)
        {
            double* z = logits + r;
            var max = S.Load(z);
            for (int k = 1; k < outputs; k++) max = S.Max(max, S.Load(z + (k * TileRows)));
            var sum = S.Broadcast(0);
            for (int k = 0; k < outputs; k++)
            {
                var e = S.Exp(S.Subtract(S.Load(z + (k * TileRows)), max));
                sum = S.Add(sum, e);
                S.Store(e, z + (k * TileRows));
            }

            S.Store(S.Add(max, S.Log(sum)), logSums + r);
            var scale = S.Divide(S.Broadcast(1), sum);
            for (int k = 0; k < outputs; k++)
                S.Store(S.Multiply(S.Load(z + (k * TileRows)), scale), z + (k * TileRows));
        }
    }

    // With m = max(z, 0):  ln(1 + eᶻ) = m + ln(e⁻ᵐ + eᶻ⁻ᵐ),  σ(z) = eᶻ⁻ᵐ / (e⁻ᵐ + eᶻ⁻ᵐ).
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Sigmoid(double* logits, double* logSums)
    {
        var zero = S.Broadcast(0);
        for (int r = 0; r < TileRows; r += S.Width)
        {
            var z = S.Load(logits + r);
            var max = S.Max(z, zero);
            var e = S.Exp(S.Subtract(z, max));
            var sum = S.Add(S.Exp(S.Subtract(zero, max)), e);
            S.Store(S.Add(max, S.Log(sum)), logSums + r);
            S.Store(S.Divide(e, sum), logits + r);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override double Dot(double* a, double* b, int length)
    {
        var s0 = S.Broadcast(0);
        var s1 = s0;
        int i = 0;
        for (; i + (2 * S.Width) <= length; i += 2 * S.Width)
        {
            s0 = S.MultiplyAdd(S.Load(a + i), S.Load(b + i), s0);
            s1 = S.MultiplyAdd(S.Load(a + i + S.Width), S.Load(b + i + S.Width), s1);
        }

        for (; i < length; i += S.Width) s0 = S.MultiplyAdd(S.Load(a + i), S.Load(b + i), s0);
        return S.Sum(S.Add(s0, s1));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void AddScaled(double factor, double* from, int length, double* to)
    {
        var f = S.Broadcast(factor);
        for (int i = 0; i < length; i += S.Width)
            S.Store(S.MultiplyAdd(f, S.Load(from + i), S.Load(to + i)), to + i);
    }

    // Four rows by three outputs: 12 sums, as many as 16 registers allow besides their operands.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Logits4x3(double* tile, double* weights, int stride, double* logits)
    {
        var s00 = S.Broadcast(0);
        V s01 = s00, s02 = s00, s03 = s00, s10 = s00, s11 = s00, s12 = s00, s13 = s00, s20 = s00, s21 = s00, s22 = s00, s23 = s00;
        double* end = tile + stride;
        double* tile1 = tile + stride;
        double* tile2 = tile1 + stride;
        double* tile3 = tile2 + stride;
        double* weights1 = weights + stride;
        double* weights2 = weights1 + stride;
        for (; tile < end; tile += S.Width)
        {
            var w0 = S.Load(weights);
            var w1 = S.Load(weights1);
            var w2 = S.Load(weights2);
            var x = S.Load(tile);
            s00 = S.MultiplyAdd(x, w0, s00);
            s10 = S.MultiplyAdd(x, w1, s10);
            s20 = S.MultiplyAdd(x, w2, s20);
            x = S.Load(tile1);
            s01 = S.MultiplyAdd(x, w0, s01);
            s11 = S.MultiplyAdd(x, w1, s11);
            s21 = S.MultiplyAdd(x, w2, s21);
            x = S.Load(tile2);
            s02 = S.MultiplyAdd(x, w0, s02);
            s12 = S.MultiplyAdd(x, w1, s12);
            s22 = S.MultiplyAdd(x, w2, s22);
            x = S.Load(tile3);
            s03 = S.MultiplyAdd(x, w0, s03);
            s13 = S.MultiplyAdd(x, w1, s13);
            s23 = S.MultiplyAdd(x, w2, s23);
            tile1 += S.Width;
            tile2 += S.Width;
            tile3 += S.Width;
            weights += S.Width;
            weights1 += S.Width;
            weights2 += S.Width;
        }

        logits[0] = S.Sum(s00);
        logits[1] = S.Sum(s01);
        logits[2] = S.Sum(s02);
        logits[3] = S.Sum(s03);
        logits[TileRows] = S.Sum(s10);
        logits[TileRows + 1] = S.Sum(s11);
        logits[TileRows + 2] = S.Sum(s12);
        logits[TileRows + 3] = S.Sum(s13);
        logits[(2 * TileRows) + 0] = S.Sum(s20);
        logits[(2 * TileRows) + 1] = S.Sum(s21);
        logits[(2 * TileRows) + 2] = S.Sum(s22);
        logits[(2 * TileRows) + 3] = S.Sum(s23);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Logits8x1(double* tile, double* weights, int stride, double* logits)
    {
        var s0 = S.Broadcast(0);
        V s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
        double* tile4 = tile + (4L * stride);
        for (int j = 0; j < stride; j += S.Width)
        {
            var w = S.Load(weights + j);
            double* x = tile + j;
            double* y = tile4 + j;
            s0 = S.MultiplyAdd(S.Load(x), w, s0);
            s4 = S.MultiplyAdd(S.Load(y), w, s4);
            s1 = S.MultiplyAdd(S.Load(x + stride), w, s1);
            s5 = S.MultiplyAdd(S.Load(y + stride), w, s5);
            s2 = S.MultiplyAdd(S.Load(x + (2L * stride)), w, s2);
            s6 = S.MultiplyAdd(S.Load(y + (2L * stride)), w, s6);
            s3 = S.MultiplyAdd(S.Load(x + (3L * stride)), w, s3);
            s7 = S.MultiplyAdd(S.Load(y + (3L * stride)), w, s7);
        }

        logits[0] = S.Sum(s0);
        logits[1] = S.Sum(s1);
        logits[2] = S.Sum(s2);
        logits[3] = S.Sum(s3);
        logits[4] = S.Sum(s4);
        logits[5] = S.Sum(s5);
        logits[6] = S.Sum(s6);
        logits[7] = S.Sum(s7);
    }
}
