using System.Runtime.CompilerServices;
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

    public QuantizedTarget Quantized;

    /// <summary>For each block of rows its panels that are not done yet; needed where the result is quantized.</summary>
    public int* PanelsLeft;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Finish(int* sums, int step, int row, int column, int rows, int columns)
    {
        float* c = C + ((long)row * N) + column;
        for (int i = 0; i < rows; i++, sums += step)
        {
            var rowScale = S.Broadcast(RowScales[row + i]);
            float* destination = c + ((long)i * N);
            int j = 0;
            for (; j <= columns - S.Width; j += S.Width) S.Store(Scale(sums + j, rowScale, column + j), destination + j);
            if (j < columns) S.StorePartial(Scale(sums + j, rowScale, column + j), destination + j, columns - j);
        }

        if (Activation != Activation.None)
            RowActivation<S, V>.Apply(Activation, c, Y + (c - C), N, rows, columns);
    }

    public readonly void Leave(int block, int row, int rows, int panels)
    {
        if (!Quantized.IsWanted || Interlocked.Add(ref PanelsLeft[block], -panels) > 0) return;
        for (int i = row; i < row + rows; i++) Quantized.Quantize(i, Y + ((long)i * N));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly V Scale(int* sums, V rowScale, int column)
    {
        var sum = S.Load((float*)sums);
        if (Corrections != null) sum = S.AddIntegers(sum, S.Load((float*)(Corrections + column)));
        return S.MultiplyAdd(D.ToFloats(sum), S.Multiply(rowScale, S.Load(ColumnScales + column)), S.Load(Bias + column));
    }
}
