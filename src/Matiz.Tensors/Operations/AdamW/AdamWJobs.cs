using System.Runtime.CompilerServices;
using Matiz.Tensors.Simd;
using Matiz.Tensors.Threading;

namespace Matiz.Tensors.Operations.AdamW;

/// <summary>Blocks of elements of a parameter.</summary>
/// <typeparam name="S">The vector width.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
internal struct AdamWDenseJob<S, V> : IJob
    where S : struct, ISimd<V>
    where V : struct
{
    public AdamWArithmetic<S, V> Arithmetic;
    public long Length;

    private const int BlockElements = 16384;

    public readonly int Tasks => (int)((Length + BlockElements - 1) / BlockElements);

    public readonly void Execute(int task, int worker)
    {
        long first = (long)task * BlockElements;
        Arithmetic.Update(first, (int)Math.Min(BlockElements, Length - first));
    }
}

/// <summary>Blocks of rows of a lookup table.</summary>
/// <typeparam name="S">The vector width.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
internal unsafe struct AdamWTableJob<S, V> : IJob
    where S : struct, ISimd<V>
    where V : struct
{
    public AdamWArithmetic<S, V> Arithmetic;
    public bool* HasMoments;
    public bool* Touched;
    public int Rows;
    public int Columns;

    private const int BlockRows = 64;

    public readonly int Tasks => (Rows + BlockRows - 1) / BlockRows;

    public readonly void Execute(int task, int worker)
    {
        int end = Math.Min(Rows, (task + 1) * BlockRows);
        for (int row = task * BlockRows; row < end; row++)
        {
            long first = (long)row * Columns;
            if (Touched[row]) Arithmetic.Update(first, Columns);
            else if (HasMoments[row]) Arithmetic.UpdateWithoutGradient(first, Columns);
            else if (Arithmetic.Step.Decay != 1f) Arithmetic.Decay(first, Columns);
        }
    }
}

/// <summary>Σ g² of fixed blocks: in single precision over short runs, whose sums are added in double precision.</summary>
/// <typeparam name="S">The vector width.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
internal unsafe struct SquaredNormJob<S, V> : IJob
    where S : struct, ISimd<V>
    where V : struct
{
    public float* Gradient;
    public int* Rows;                                                       // of a lookup table: those with a gradient; else null
    public int Columns;
    public long Length;                                                     // elements that are read
    public double* Sums;

    private const int BlockElements = 32768;
    private const int BlockRows = 32;
    private const int RunElements = 256;

    public readonly int Tasks => Rows == null
        ? (int)((Length + BlockElements - 1) / BlockElements)
        : (int)(((Length / Columns) + BlockRows - 1) / BlockRows);

    public readonly void Execute(int task, int worker)
    {
        double sum = 0;
        if (Rows == null)
        {
            long first = (long)task * BlockElements;
            sum = Stretch(Gradient + first, (int)Math.Min(BlockElements, Length - first));
        }
        else
        {
            int end = (int)Math.Min(Length / Columns, (task + 1L) * BlockRows);
            for (int i = task * BlockRows; i < end; i++) sum += Stretch(Gradient + ((long)Rows[i] * Columns), Columns);
        }

        Sums[task] = sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Stretch(float* g, int count)
    {
        double total = 0;
        int i = 0;
        for (; i <= count - RunElements; i += RunElements)
        {
            V s0 = S.Zero, s1 = S.Zero;
            for (int k = i; k < i + RunElements; k += 2 * S.Width)
            {
                V g0 = S.Load(g + k), g1 = S.Load(g + k + S.Width);
                s0 = S.MultiplyAdd(g0, g0, s0);
                s1 = S.MultiplyAdd(g1, g1, s1);
            }

            total += S.Sum(S.Add(s0, s1));
        }

        var rest = S.Zero;
        for (; i < count; i += S.Width)
        {
            var last = S.LoadPartial(g + i, Math.Min(S.Width, count - i));
            rest = S.MultiplyAdd(last, last, rest);
        }

        return total + S.Sum(rest);
    }
}
