using System.Runtime.CompilerServices;
using Matiz.Tensors.Operations.Activations;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Operations.Linear.Dots;

/// <summary>
/// y = f(sum·(sx·sw) + bias): one rounding for the product of the scales, one for the rest. The worker that finishes a block of rows
/// quantizes it for the next layer, where that is wanted: its rows are in the second-level cache, and the largest of a row does not
/// depend on who wrote what.
/// </summary>
/// <typeparam name="D">Integers of the vector.</typeparam>
/// <typeparam name="S">The vector width.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
internal unsafe struct Int8Epilogue<D, S, V> : IDotEpilogue
    where D : struct, IIntegerSimd<V>
    where S : struct, ISimd<V>
    where V : struct
{
    /// <summary>[M]: sx.</summary>
    public float* RowScales;

    /// <summary>[N, filled up to whole panels]: sw.</summary>
    public float* ColumnScales;

    /// <summary>[N, filled up]: what is added to the sums, minus 128 times those of the weights; null: nothing.</summary>
    public int* Corrections;

    /// <summary>[N, filled up]</summary>
    public float* Bias;
    public int N;

    /// <summary>Gets the values before the activation; y itself where nobody asks for them.</summary>
    public float* C;
    public Activation Activation;
    public float* Y;

    /// <summary>
    /// A place of a worker's own for the rows of a block, instead of <see cref="C"/> and <see cref="Y"/>: of results that nobody reads but
    /// as integers. Null: there is none.
    /// </summary>
    public float* WorkerRows;

    /// <summary>Rows of that place.</summary>
    public int WorkerRowCount;

    public QuantizedTarget Quantized;

    /// <summary>For each block of rows its panels that are not done yet; needed where the result is quantized.</summary>
    public int* PanelsLeft;

    public void Enter(int worker, int row)
    {
        if (WorkerRows == null) return;
        C = Y = WorkerRows + ((((long)worker * WorkerRowCount) - row) * N);
    }

    public readonly void Finish(int* sums, int step, int row, int column, int rows, int columns)
    {
        long place = ((long)row * N) + column;
        var loop = new ScaleLoop { Sums = sums, Step = step, Row = row, Column = column, Rows = rows, Columns = columns, Epilogue = this };
        if (C != Y)
        {
            loop.Run<IdentityFunction>();
            RowActivation<S, V>.Apply(Activation, C + place, Y + place, N, rows, columns);
        }
        else
        {
            ActivationTable.RunNarrow(Activation, loop);
        }
    }

    public readonly void Leave(int block, int row, int rows, int panels)
    {
        if (!Quantized.IsWanted || Interlocked.Add(ref PanelsLeft[block], -panels) > 0) return;
        for (int i = row; i < row + rows; i++) Quantized.Quantize(i, Y + ((long)i * N));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Map<F>(int* sums, int step, int row, int column, int rows, int columns)
        where F : struct, IActivationFunction
    {
        float* scales = ColumnScales + column;
        float* bias = Bias + column;
        int* corrections = Corrections == null ? null : Corrections + column;
        float* rowScales = RowScales + row;
        float* c = C + ((long)row * N) + column;
        nint stride = N;
        for (int i = 0; i < rows; i++, sums += step, c += stride)
        {
            var rowScale = S.Broadcast(rowScales[i]);
            int j = 0;
            for (; j <= columns - S.Width; j += S.Width)
            {
                var sum = S.Load((float*)(sums + j));
                if (corrections != null) sum = S.AddIntegers(sum, S.Load((float*)(corrections + j)));
                S.Store(F.Apply<S, V>(Scale(sum, rowScale, scales + j, bias + j)), c + j);
            }

            if (j == columns) continue;
            var last = S.Load((float*)(sums + j));
            if (corrections != null) last = S.AddIntegers(last, S.Load((float*)(corrections + j)));
            S.StorePartial(F.Apply<S, V>(Scale(last, rowScale, scales + j, bias + j)), c + j, columns - j);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Scale(V sum, V rowScale, float* scales, float* bias) =>
        S.MultiplyAdd(D.ToFloats(sum), S.Multiply(rowScale, S.Load(scales)), S.Load(bias));

    private readonly struct ScaleLoop : IActivationLoop
    {
        public required int* Sums { get; init; }

        public required int Step { get; init; }

        public required int Row { get; init; }

        public required int Column { get; init; }

        public required int Rows { get; init; }

        public required int Columns { get; init; }

        public required Int8Epilogue<D, S, V> Epilogue { get; init; }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run<F>()
            where F : struct, IActivationFunction => Epilogue.Map<F>(Sums, Step, Row, Column, Rows, Columns);
    }
}
