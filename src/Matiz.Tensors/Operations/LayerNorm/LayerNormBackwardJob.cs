using System.Runtime.CompilerServices;
using Matiz.Tensors.Memory;
using Matiz.Tensors.Simd;
using Matiz.Tensors.Threading;

namespace Matiz.Tensors.Operations.LayerNorm;

/// <summary>
/// Blocks of rows of a layer normalization's way back. Each block leaves its sums for gamma and beta side by side in
/// <see cref="Partials"/>, so that they can be added in the order of the blocks.
/// </summary>
/// <typeparam name="S">The vector width.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
internal unsafe struct LayerNormBackwardJob<S, V> : IJob
    where S : struct, ISimd<V>
    where V : struct
{
    public float* DY;
    public float* Sum;
    public float* Statistics;
    public float* Gamma;
    public float* DResidual;
    public bool AddToResidual;
    public float* DX;
    public bool AddToX;
    public float* Partials;
    public int Rows;
    public int Columns;
    public TokenDraws<S, V> Draws;

    private const int BlockRows = 32;

    public readonly int Tasks => (Rows + BlockRows - 1) / BlockRows;

    public readonly void Execute(int task, int worker)
    {
        float* multipliers = Draws.IsActive ? ThreadScratch.GetFloats(ThreadScratch.Slot.Task, Draws.ScratchFloats) : null;
        float* dGamma = Partials + (2L * Columns * task);
        new Span<float>(dGamma, 2 * Columns).Clear();
        int end = Math.Min(Rows, (task + 1) * BlockRows);
        for (int row = task * BlockRows; row < end; row++)
        {
            if (multipliers != null) Draws.Draw(row, multipliers);
            float mean = Statistics[2 * row], rstd = Statistics[(2 * row) + 1];
            AddToParameters(row, mean, rstd, dGamma, dGamma + Columns, out float meanD, out float meanDn);
            if (DX != null || DResidual != null) WriteInputs(row, mean, rstd, meanD, meanDn, multipliers);
        }
    }

    // dγ += dY·n, dβ += dY; the means of dN and dN·n.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void AddToParameters(int row, float mean, float rstd, float* dGamma, float* dBeta, out float meanD, out float meanDn)
    {
        float* dY = DY + ((long)row * Columns);
        float* s = Sum + ((long)row * Columns);
        var center = S.Broadcast(mean);
        var scale = S.Broadcast(rstd);
        V sumD = S.Zero, sumDn = S.Zero;
        int i = 0;
        for (; i <= Columns - S.Width; i += S.Width)
        {
            var d = S.Load(dY + i);
            var n = S.Multiply(S.Subtract(S.Load(s + i), center), scale);
            S.Store(S.MultiplyAdd(d, n, S.Load(dGamma + i)), dGamma + i);
            S.Store(S.Add(S.Load(dBeta + i), d), dBeta + i);
            var dN = S.Multiply(d, S.Load(Gamma + i));
            sumD = S.Add(sumD, dN);
            sumDn = S.MultiplyAdd(dN, n, sumDn);
        }

        if (i < Columns)
        {
            int rest = Columns - i;
            var d = S.LoadPartial(dY + i, rest);
            var n = S.Multiply(S.Subtract(S.LoadPartial(s + i, rest), center), scale);
            S.StorePartial(S.MultiplyAdd(d, n, S.LoadPartial(dGamma + i, rest)), dGamma + i, rest);
            S.StorePartial(S.Add(S.LoadPartial(dBeta + i, rest), d), dBeta + i, rest);
            var dN = S.Multiply(d, S.LoadPartial(Gamma + i, rest));
            sumD = S.Add(sumD, dN);
            sumDn = S.MultiplyAdd(dN, n, sumDn);
        }

        meanD = S.Sum(sumD) / Columns;
        meanDn = S.Sum(sumDn) / Columns;
    }

    // dS = rstd·(dN - mean(dN) - n·mean(dN·n))
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void WriteInputs(int row, float mean, float rstd, float meanD, float meanDn, float* multipliers)
    {
        long offset = (long)row * Columns;
        for (int i = 0; i < Columns; i += S.Width)
        {
            int count = Math.Min(S.Width, Columns - i);
            var n = S.Multiply(S.Subtract(S.LoadPartial(Sum + offset + i, count), S.Broadcast(mean)), S.Broadcast(rstd));
            var dN = S.Multiply(S.LoadPartial(DY + offset + i, count), S.LoadPartial(Gamma + i, count));
            var dS = S.Multiply(S.NegateMultiplyAdd(n, S.Broadcast(meanDn), S.Subtract(dN, S.Broadcast(meanD))), S.Broadcast(rstd));
            if (DResidual != null) Write(dS, DResidual + offset + i, count, AddToResidual);
            if (DX == null) continue;
            if (multipliers != null) dS = S.Multiply(dS, S.LoadPartial(multipliers + i, count));
            Write(dS, DX + offset + i, count, AddToX);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(V value, float* target, int count, bool add) =>
        S.StorePartial(add ? S.Add(S.LoadPartial(target, count), value) : value, target, count);
}
