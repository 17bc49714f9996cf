using System.Runtime.CompilerServices;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Operations.Linear;

/// <summary>The activation of a block of a product that has just been computed and is still in the first-level cache.</summary>
internal static unsafe class RowActivation<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    private interface IFunction
    {
        static abstract V Of(V x);
    }

    /// <summary>y = f(x) for <paramref name="rows"/> rows of <paramref name="columns"/> columns; y may be x.</summary>
    public static void Apply(Activation activation, float* x, float* y, nint stride, int rows, int columns)
    {
        switch (activation)
        {
            case Activation.None: Map<Identity>(x, y, stride, rows, columns); break;
            case Activation.Gelu: Map<Gelu>(x, y, stride, rows, columns); break;
            case Activation.GeluTanh: Map<GeluTanh>(x, y, stride, rows, columns); break;
            case Activation.Relu: Map<Relu>(x, y, stride, rows, columns); break;
            case Activation.Tanh: Map<Tanh>(x, y, stride, rows, columns); break;
            default: throw new ArgumentOutOfRangeException(nameof(activation), activation, "unknown activation");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Map<TFunction>(float* x, float* y, nint stride, int rows, int columns)
        where TFunction : struct, IFunction
    {
        for (int row = 0; row < rows; row++, x += stride, y += stride)
        {
            int j = 0;
            for (; j + S.Width <= columns; j += S.Width) S.Store(TFunction.Of(S.Load(x + j)), y + j);
            if (j < columns) S.StorePartial(TFunction.Of(S.LoadPartial(x + j, columns - j)), y + j, columns - j);
        }
    }

    private readonly struct Identity : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V x) => x;
    }

    private readonly struct Gelu : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V x) => VectorMath<S, V>.Gelu(x);
    }

    private readonly struct GeluTanh : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V x) => VectorMath<S, V>.GeluTanh(x);
    }

    private readonly struct Relu : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V x) => VectorMath<S, V>.Relu(x);
    }

    private readonly struct Tanh : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V x) => VectorMath<S, V>.Tanh(x);
    }
}
