using System.Runtime.CompilerServices;
using Matiz.Tensors.Memory;
using Matiz.Tensors.Operations.Linear.Dots;
using Matiz.Tensors.Simd;
using Matiz.Tensors.Threading;

namespace Matiz.Tensors.Operations.LayerNorm;

/// <summary>Blocks of rows of a layer normalization; null pointers where something is absent.</summary>
/// <typeparam name="S">The vector width.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
internal unsafe struct LayerNormForwardJob<S, V> : IJob
    where S : struct, ISimd<V>
    where V : struct
{
    public float* X;
    public float* Residual;
    public float* Sum;
    public float* Statistics;
    public float* Gamma;
    public float* Beta;
    public float* Y;
    public QuantizedTarget Quantized;
    public float Epsilon;
    public int Rows;
    public int Columns;
    public TokenDraws<S, V> Draws;

    private const int BlockRows = 16;

    public readonly int Tasks => (Rows + BlockRows - 1) / BlockRows;

    public readonly void Execute(int task, int worker)
    {
        float* multipliers = Draws.IsActive ? ThreadScratch.GetFloats(ThreadScratch.Slot.Task, Draws.ScratchFloats) : null;
        int end = Math.Min(Rows, (task + 1) * BlockRows);
        for (int row = task * BlockRows; row < end; row++)
        {
            if (multipliers != null) Draws.Draw(row, multipliers);
            long offset = (long)row * Columns;
            float* s = (Sum != null ? Sum : Y) + offset;
            float total = multipliers == null && Residual != null
                ? AddResidual(X + offset, Residual + offset, s)
                : Gather(X + offset, Residual == null ? null : Residual + offset, multipliers, s);
            float mean = total / Columns;
            float rstd = 1f / MathF.Sqrt((SquaredDistance(s, mean) / Columns) + Epsilon);
            if (Quantized.IsWanted) Quantized.Quantize(row, Y + offset, NormalizeToLargest(s, mean, rstd, Y + offset));
            else Normalize(s, mean, rstd, Y + offset);
            if (Statistics == null) continue;
            Statistics[2 * row] = mean;
            Statistics[(2 * row) + 1] = rstd;
        }
    }

    // s = residual + x; returns Σ s. What each layer of an inference does, so free of choices, which would cost lanes of several registers
    // a way through memory.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly float AddResidual(float* x, float* residual, float* s)
    {
        V sum0 = S.Zero, sum1 = S.Zero;
        int i = 0;
        for (; i <= Columns - (2 * S.Width); i += 2 * S.Width)
        {
            var v0 = S.Add(S.Load(x + i), S.Load(residual + i));
            var v1 = S.Add(S.Load(x + i + S.Width), S.Load(residual + i + S.Width));
            S.Store(v0, s + i);
            S.Store(v1, s + i + S.Width);
            sum0 = S.Add(sum0, v0);
            sum1 = S.Add(sum1, v1);
        }

        for (; i < Columns; i += S.Width)
        {
            int count = Math.Min(S.Width, Columns - i);
            var v = S.Add(S.LoadPartial(x + i, count), S.LoadPartial(residual + i, count));
            S.StorePartial(v, s + i, count);
            sum0 = S.Add(sum0, v);
        }

        return S.Sum(S.Add(sum0, sum1));
    }

    // s = residual + x∘m; returns Σ s.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly float Gather(float* x, float* residual, float* multipliers, float* s)
    {
        V sum0 = S.Zero, sum1 = S.Zero;
        int i = 0;
        for (; i <= Columns - (2 * S.Width); i += 2 * S.Width)
        {
            var v0 = S.Load(x + i);
            var v1 = S.Load(x + i + S.Width);
            if (multipliers != null)
            {
                v0 = S.Multiply(v0, S.Load(multipliers + i));
                v1 = S.Multiply(v1, S.Load(multipliers + i + S.Width));
            }

            if (residual != null)
            {
                v0 = S.Add(v0, S.Load(residual + i));
                v1 = S.Add(v1, S.Load(residual + i + S.Width));
            }

            S.Store(v0, s + i);
            S.Store(v1, s + i + S.Width);
            sum0 = S.Add(sum0, v0);
            sum1 = S.Add(sum1, v1);
        }

        for (; i < Columns; i += S.Width)
        {
            int count = Math.Min(S.Width, Columns - i);
            var v = S.LoadPartial(x + i, count);
            if (multipliers != null) v = S.Multiply(v, S.LoadPartial(multipliers + i, count));
            if (residual != null) v = S.Add(v, S.LoadPartial(residual + i, count));
            S.StorePartial(v, s + i, count);
            sum0 = S.Add(sum0, v);
        }

        return S.Sum(S.Add(sum0, sum1));
    }

    // Σ (s - mean)²
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly float SquaredDistance(float* s, float mean)
    {
        var center = S.Broadcast(mean);
        V sum0 = S.Zero, sum1 = S.Zero;
        int i = 0;
        for (; i <= Columns - (2 * S.Width); i += 2 * S.Width)
        {
            var d0 = S.Subtract(S.Load(s + i), center);
            var d1 = S.Subtract(S.Load(s + i + S.Width), center);
            sum0 = S.MultiplyAdd(d0, d0, sum0);
            sum1 = S.MultiplyAdd(d1, d1, sum1);
        }

        for (; i < Columns; i += S.Width)
        {
            int count = Math.Min(S.Width, Columns - i);
            var d = S.And(S.FirstLanes(count), S.Subtract(S.LoadPartial(s + i, count), center));
            sum0 = S.MultiplyAdd(d, d, sum0);
        }

        return S.Sum(S.Add(sum0, sum1));
    }

    // y = (s - mean)·rstd·γ + β
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Normalize(float* s, float mean, float rstd, float* y)
    {
        int i = Beta == null ? Scale(s, mean, rstd, y) : ScaleAndShift(s, mean, rstd, y);
        if (i == Columns) return;
        int rest = Columns - i;
        var last = S.Multiply(S.Subtract(S.LoadPartial(s + i, rest), S.Broadcast(mean)), S.Broadcast(rstd));
        var shift = Beta == null ? S.Zero : S.LoadPartial(Beta + i, rest);
        S.StorePartial(S.MultiplyAdd(last, S.LoadPartial(Gamma + i, rest), shift), y + i, rest);
    }

    // As the other; returns the bits of the largest absolute value, so that quantizing need not read the row once more for it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly int NormalizeToLargest(float* s, float mean, float rstd, float* y)
    {
        if (Beta == null)
        {
            Normalize(s, mean, rstd, y);
            return Quantized.Quantizer.LargestBits(y, Columns);
        }

        V center = S.Broadcast(mean), scale = S.Broadcast(rstd), magnitude = S.BroadcastInteger(int.MaxValue), largest = S.Zero;
        int i = 0;
        for (; i <= Columns - S.Width; i += S.Width)
        {
            var n = S.Multiply(S.Subtract(S.Load(s + i), center), scale);
            var v = S.MultiplyAdd(n, S.Load(Gamma + i), S.Load(Beta + i));
            S.Store(v, y + i);
            largest = S.MaxIntegers(largest, S.And(magnitude, v));
        }

        if (i < Columns)
        {
            int rest = Columns - i;
            var n = S.Multiply(S.Subtract(S.LoadPartial(s + i, rest), center), scale);
            var v = S.MultiplyAdd(n, S.LoadPartial(Gamma + i, rest), S.LoadPartial(Beta + i, rest));
            S.StorePartial(v, y + i, rest);
            largest = S.MaxIntegers(largest, S.And(S.FirstLanes(rest), S.And(magnitude, v)));
        }

        return S.MaxIntegerElement(largest);
    }

    // Whole vectors; returns their columns. Two loops, since a choice within costs lanes of several registers a way through memory.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly int Scale(float* s, float mean, float rstd, float* y)
    {
        V center = S.Broadcast(mean), scale = S.Broadcast(rstd);
        int i = 0;
        for (; i <= Columns - S.Width; i += S.Width)
            S.Store(S.Multiply(S.Multiply(S.Subtract(S.Load(s + i), center), scale), S.Load(Gamma + i)), y + i);
        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly int ScaleAndShift(float* s, float mean, float rstd, float* y)
    {
        V center = S.Broadcast(mean), scale = S.Broadcast(rstd);
        int i = 0;
        for (; i <= Columns - S.Width; i += S.Width)
        {
            var n = S.Multiply(S.Subtract(S.Load(s + i), center), scale);
            S.Store(S.MultiplyAdd(n, S.Load(Gamma + i), S.Load(Beta + i)), y + i);
        }

        return i;
    }
}
