using System.Runtime.CompilerServices;
using Matiz.Tensors.Simd;
using Matiz.Tensors.Threading;

namespace Matiz.Tensors.Operations.Embedding;

/// <summary>Ranges of four vectors of columns: the gradients of one table from tokens sorted by table row.</summary>
/// <typeparam name="S">The vector width.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
internal unsafe struct EmbeddingBackwardJob<S, V> : IJob
    where S : struct, ISimd<V>
    where V : struct
{
    public long* Keys;                                                      // table row << 32 | token, rising
    public int Count;
    public int Columns;
    public float* DY;
    public float* Gradient;

    // A table of few rows adds thousands of tokens: sums of short runs are added to each other, which keeps the rounding small.
    private const int ShortRun = 32;

    public readonly int Tasks => (Columns + (4 * S.Width) - 1) / (4 * S.Width);

    public readonly void Execute(int task, int worker)
    {
        int column = task * 4 * S.Width;
        int width = Math.Min(4 * S.Width, Columns - column);
        for (int first = 0; first < Count;)
        {
            int end = first + 1;
            long index = Keys[first] >> 32;
            while (end < Count && Keys[end] >> 32 == index) end++;
            float* target = Gradient + (index * Columns) + column;
            if (width == 4 * S.Width) AddFour(first, end, column, target);
            else AddPartly(first, end, column, width, target);
            first = end;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void AddFour(int first, int end, int column, float* target)
    {
        V t0 = S.Zero, t1 = S.Zero, t2 = S.Zero, t3 = S.Zero;
        while (first < end)
        {
            int stop = Math.Min(end, first + ShortRun);
            V s0 = S.Zero, s1 = S.Zero, s2 = S.Zero, s3 = S.Zero;
            for (; first < stop; first++)
            {
                float* d = DY + ((uint)Keys[first] * (long)Columns) + column;
                s0 = S.Add(s0, S.Load(d));
                s1 = S.Add(s1, S.Load(d + S.Width));
                s2 = S.Add(s2, S.Load(d + (2 * S.Width)));
                s3 = S.Add(s3, S.Load(d + (3 * S.Width)));
            }

            t0 = S.Add(t0, s0);
            t1 = S.Add(t1, s1);
            t2 = S.Add(t2, s2);
            t3 = S.Add(t3, s3);
        }

        S.Store(S.Add(S.Load(target), t0), target);
        S.Store(S.Add(S.Load(target + S.Width), t1), target + S.Width);
        S.Store(S.Add(S.Load(target + (2 * S.Width)), t2), target + (2 * S.Width));
        S.Store(S.Add(S.Load(target + (3 * S.Width)), t3), target + (3 * S.Width));
    }

    // The same order for the last columns of a table whose width is no multiple of four vectors.
    private readonly void AddPartly(int first, int end, int column, int width, float* target)
    {
        for (int i = 0; i < width; i += S.Width)
        {
            int count = Math.Min(S.Width, width - i);
            var total = S.Zero;
            for (int start = first; start < end; start += ShortRun)
            {
                var sum = S.Zero;
                for (int k = start; k < Math.Min(end, start + ShortRun); k++)
                    sum = S.Add(sum, S.LoadPartial(DY + ((uint)Keys[k] * (long)Columns) + column + i, count));
                total = S.Add(total, sum);
            }

            S.StorePartial(S.Add(S.LoadPartial(target + i, count), total), target + i, count);
        }
    }
}
