using System.Runtime.CompilerServices;
using Matiz.Tensors.Operations.Activations;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Operations.Linear;

/// <summary>The activation of a block of a product that has just been computed and is still in the first-level cache.</summary>
internal unsafe struct RowActivation<S, V> : IActivationLoop
    where S : struct, ISimd<V>
    where V : struct
{
    private float* _x;
    private float* _y;
    private nint _stride;
    private int _rows;
    private int _columns;

    /// <summary>y = f(x) for <paramref name="rows"/> rows of <paramref name="columns"/> columns; y may be x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply(Activation activation, float* x, float* y, nint stride, int rows, int columns) =>
        ActivationTable.Run(activation, new RowActivation<S, V> { _x = x, _y = y, _stride = stride, _rows = rows, _columns = columns });

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Run<F>()
        where F : struct, IActivationFunction => Map<F>(_x, _y, _stride, _rows, _columns);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Map<F>(float* x, float* y, nint stride, int rows, int columns)
        where F : struct, IActivationFunction
    {
        for (int row = 0; row < rows; row++, x += stride, y += stride)
        {
            int j = 0;
            for (; j + S.Width <= columns; j += S.Width) S.Store(F.Apply<S, V>(S.Load(x + j)), y + j);
            if (j < columns) S.StorePartial(F.Apply<S, V>(S.LoadPartial(x + j, columns - j)), y + j, columns - j);
        }
    }
}
