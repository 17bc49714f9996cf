using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Matiz.Tensors.Memory;
using Matiz.Tensors.Simd;
using Matiz.Tensors.Threading;

namespace Matiz.Tensors.Benchmarking;

/// <summary>
/// The most that fused multiply-adds can do on the processor: twelve independent chains fed from the first-level cache.
/// </summary>
internal static unsafe class PeakFlops
{
    private const int Chains = 12;
    private const int TaskIterations = 2_000;
    private const int TasksAWorker = 64;
    private const int LineFloats = 16;

    // The plain loop is measured by the vectors that every processor has.
    private static readonly (KernelVariant Variant, Func<WorkerPool, double, double> Measure)[] BestFirst =
    [
        (KernelVariant.Avx512, MeasureOnce<Simd512, Vector512<float>>),
        (KernelVariant.Avx2, MeasureOnce<Simd256, Vector256<float>>),
        (KernelVariant.Vector128, MeasureOnce<Simd128, Vector128<float>>),
        (KernelVariant.Reference, MeasureOnce<Simd128, Vector128<float>>),
    ];

    /// <summary>One run of at least <paramref name="minRunMs"/>, in GFLOP/s of 32-bit numbers over all threads.</summary>
    public static double MeasureOnce(WorkerPool pool, KernelVariant variant, double minRunMs) =>
        BestFirst.First(entry => KernelVariants.Allows(variant, entry.Variant)).Measure(pool, minRunMs);

    private static double MeasureOnce<S, V>(WorkerPool pool, double minRunMs)
        where S : struct, ISimd<V>
        where V : struct
    {
        using var memory = new NativeBuffer((long)pool.Workers * PeakJob<S, V>.MemoryFloats * sizeof(float));
        var job = new PeakJob<S, V> { Memory = (float*)memory.Pointer };
        int tasks = pool.Workers * TasksAWorker;
        long start = Stopwatch.GetTimestamp(), runs = 0;
        TimeSpan elapsed;
        do
        {
            pool.Run(tasks, job);
            runs++;
            elapsed = Stopwatch.GetElapsedTime(start);
        }
        while (elapsed.TotalMilliseconds < minRunMs);
        return 2.0 * Chains * S.Width * TaskIterations * tasks * runs / elapsed.TotalSeconds / 1e9;
    }

    private struct PeakJob<S, V> : IJob
        where S : struct, ISimd<V>
        where V : struct
    {
        // Three factors, then the sums, so that nothing can be left out.
        public const int MemoryFloats = (3 + Chains) * LineFloats;

        public float* Memory;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Execute(int task, int worker)
        {
            float* factors = Memory + (worker * MemoryFloats);
            float* sums = factors + (3 * LineFloats);
            V c0 = S.Load(sums), c1 = S.Load(sums + LineFloats), c2 = S.Load(sums + (2 * LineFloats));
            V c3 = S.Load(sums + (3 * LineFloats)), c4 = S.Load(sums + (4 * LineFloats)), c5 = S.Load(sums + (5 * LineFloats));
            V c6 = S.Load(sums + (6 * LineFloats)), c7 = S.Load(sums + (7 * LineFloats)), c8 = S.Load(sums + (8 * LineFloats));
            V c9 = S.Load(sums + (9 * LineFloats)), c10 = S.Load(sums + (10 * LineFloats)), c11 = S.Load(sums + (11 * LineFloats));
            var v = S.Broadcast(0.5f);
            for (int i = 0; i < TaskIterations; i++)
            {
                V b0 = S.Load(factors), b1 = S.Load(factors + LineFloats), b2 = S.Load(factors + (2 * LineFloats));
                c0 = S.MultiplyAdd(v, b0, c0);
                c1 = S.MultiplyAdd(v, b1, c1);
                c2 = S.MultiplyAdd(v, b2, c2);
                c3 = S.MultiplyAdd(v, b0, c3);
                c4 = S.MultiplyAdd(v, b1, c4);
                c5 = S.MultiplyAdd(v, b2, c5);
                c6 = S.MultiplyAdd(v, b0, c6);
                c7 = S.MultiplyAdd(v, b1, c7);
                c8 = S.MultiplyAdd(v, b2, c8);
                c9 = S.MultiplyAdd(v, b0, c9);
                c10 = S.MultiplyAdd(v, b1, c10);
                c11 = S.MultiplyAdd(v, b2, c11);
            }

            S.Store(c0, sums);
            S.Store(c1, sums + LineFloats);
            S.Store(c2, sums + (2 * LineFloats));
            S.Store(c3, sums + (3 * LineFloats));
            S.Store(c4, sums + (4 * LineFloats));
            S.Store(c5, sums + (5 * LineFloats));
            S.Store(c6, sums + (6 * LineFloats));
            S.Store(c7, sums + (7 * LineFloats));
            S.Store(c8, sums + (8 * LineFloats));
            S.Store(c9, sums + (9 * LineFloats));
            S.Store(c10, sums + (10 * LineFloats));
            S.Store(c11, sums + (11 * LineFloats));
        }
    }
}
