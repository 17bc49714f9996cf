using System.Runtime.CompilerServices;
using Matiz.Tensors.Operations.Activations;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Operations.Linear.Dots;

/// <summary>
/// y = f(sums + bias), as 32-bit numbers, as bfloat16 numbers for the next layer, or as both; the latter are rounded from the former while
/// those are in the first-level cache.
/// </summary>
/// <typeparam name="S">The vector width.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
internal unsafe struct BFloat16ForwardEpilogue<S, V> : IDotEpilogue
    where S : struct, ISimd<V>
    where V : struct
{
    /// <summary>[N]</summary>
    public float* Bias;
    public int N;
    public Activation Activation;

    /// <summary>[M, N]: gets the values before the activation; null: nobody asks for them.</summary>
    public float* BeforeActivation;

    /// <summary>[M, N]; null: only <see cref="Rounded"/> is read.</summary>
    public float* Y;
    public QuantizedTarget Rounded;

    public readonly void Enter(int worker, int row)
    {
    }

    public readonly void Finish(int* sums, int step, int row, int column, int rows, int columns)
    {
        long place = ((long)row * N) + column;
        var loop = new BiasLoop
        {
            Sums = (float*)sums,
            Step = step,
            Bias = Bias + column,
            Y = Y is null ? (float*)sums : Y + place,
            YStep = Y is null ? step : N,
            Rows = rows,
            Columns = columns,
        };
        if (BeforeActivation is not null)
        {
            loop.Y = BeforeActivation + place;
            loop.Run<IdentityFunction>();
            RowActivation<S, V>.Apply(Activation, loop.Y, Y + place, N, rows, columns);
            return;
        }

        if (!Rounded.IsWanted)
        {
            ActivationTable.Run(Activation, loop);
            return;
        }

        ActivationTable.RunNarrow(Activation, loop);
        Round(loop.Y, loop.YStep, row, column, rows, columns);
    }

    public readonly void Leave(int block, int row, int rows, int panels)
    {
    }

    // The last columns of a row are followed by zeros to its end.
    private readonly void Round(float* y, nint step, int row, int column, int rows, int columns)
    {
        const int numbersAGroup = 2;
        int first = column / numbersAGroup;
        int groups = column + columns == N ? (int)(Rounded.RowBytes / DotTile.GroupBytes) - first : columns / numbersAGroup;
        for (int i = 0; i < rows; i++, y += step)
            BFloat16RowsJob.Convert(y, columns, groups, (uint*)(Rounded.Values + ((row + i) * Rounded.RowBytes)) + first);
    }

    private struct BiasLoop : IActivationLoop
    {
        public float* Sums;
        public nint Step;
        public float* Bias;
        public float* Y;
        public nint YStep;
        public int Rows;
        public int Columns;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Run<F>()
            where F : struct, IActivationFunction => Map<F>(Sums, Step, Bias, Y, YStep, Rows, Columns);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Map<F>(float* sums, nint step, float* bias, float* y, nint yStep, int rows, int columns)
            where F : struct, IActivationFunction
        {
            for (int i = 0; i < rows; i++, sums += step, y += yStep)
            {
                int j = 0;
                for (; j + S.Width <= columns; j += S.Width)
                    S.Store(F.Apply<S, V>(S.Add(S.Load(bias + j), S.Load(sums + j))), y + j);
                if (j == columns) continue;
                int rest = columns - j;
                S.StorePartial(F.Apply<S, V>(S.Add(S.LoadPartial(bias + j, rest), S.LoadPartial(sums + j, rest))), y + j, rest);
            }
        }
    }
}
