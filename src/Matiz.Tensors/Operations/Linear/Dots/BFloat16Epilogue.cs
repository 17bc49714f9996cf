using System.Runtime.CompilerServices;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Operations.Linear.Dots;

/// <summary>C = Start + sums, or C += Start + sums.</summary>
/// <typeparam name="S">The vector width.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
internal unsafe struct BFloat16Epilogue<S, V> : IDotEpilogue
    where S : struct, ISimd<V>
    where V : struct
{
    /// <summary>Start[i, j] lies at Start[i·StartRow + j]; StartRow 0: the same for each row; null: nothing.</summary>
    public float* Start;
    public nint StartRow;

    /// <summary>[M, N]</summary>
    public float* C;
    public int N;

    /// <summary>True: the sum is added to what C holds instead of replacing it.</summary>
    public bool AddsToC;

    public readonly void Enter(int worker, int row)
    {
    }

    public readonly void Finish(int* sums, int step, int row, int column, int rows, int columns) => Store(
        (float*)sums,
        step,
        Start is null ? null : Start + (row * StartRow) + column,
        C + ((long)row * N) + column,
        rows,
        columns);

    public readonly void Leave(int block, int row, int rows, int panels)
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Store(float* sums, int step, float* start, float* c, int rows, int columns)
    {
        for (int i = 0; i < rows; i++, sums += step, c += N)
        {
            int j = 0;
            for (; j + S.Width <= columns; j += S.Width)
            {
                var sum = S.Load(sums + j);
                if (start is not null) sum = S.Add(S.Load(start + j), sum);
                if (AddsToC) sum = S.Add(S.Load(c + j), sum);
                S.Store(sum, c + j);
            }

            for (; j < columns; j++)
            {
                float sum = sums[j];
                if (start is not null) sum = start[j] + sum;
                c[j] = AddsToC ? c[j] + sum : sum;
            }

            if (start is not null) start += StartRow;
        }
    }
}
