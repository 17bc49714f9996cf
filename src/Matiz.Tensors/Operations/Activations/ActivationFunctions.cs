using System.Runtime.CompilerServices;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Operations.Activations;

/// <summary>An activation by the vector; loops are compiled for each.</summary>
internal interface IActivationFunction
{
    /// <summary>f(x).</summary>
    static abstract V Apply<S, V>(V x)
        where S : struct, ISimd<V>
        where V : struct;

    /// <summary>f'(x), with y = f(x).</summary>
    static abstract V Derivative<S, V>(V x, V y)
        where S : struct, ISimd<V>
        where V : struct;
}

internal readonly struct IdentityFunction : IActivationFunction
{
    public static V Apply<S, V>(V x)
        where S : struct, ISimd<V>
        where V : struct => x;

    public static V Derivative<S, V>(V x, V y)
        where S : struct, ISimd<V>
        where V : struct => S.Broadcast(1f);
}

internal readonly struct GeluFunction : IActivationFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply<S, V>(V x)
        where S : struct, ISimd<V>
        where V : struct => VectorMath<S, V>.Gelu(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Derivative<S, V>(V x, V y)
        where S : struct, ISimd<V>
        where V : struct => VectorMath<S, V>.GeluDerivative(x);
}

internal readonly struct GeluTanhFunction : IActivationFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply<S, V>(V x)
        where S : struct, ISimd<V>
        where V : struct => VectorMath<S, V>.GeluTanh(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Derivative<S, V>(V x, V y)
        where S : struct, ISimd<V>
        where V : struct => VectorMath<S, V>.GeluTanhDerivative(x);
}

internal readonly struct ReluFunction : IActivationFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply<S, V>(V x)
        where S : struct, ISimd<V>
        where V : struct => VectorMath<S, V>.Relu(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Derivative<S, V>(V x, V y)
        where S : struct, ISimd<V>
        where V : struct => S.And(S.GreaterThan(x, S.Zero), S.Broadcast(1f));
}

internal readonly struct TanhFunction : IActivationFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply<S, V>(V x)
        where S : struct, ISimd<V>
        where V : struct => VectorMath<S, V>.Tanh(x);

    // 1 - y²
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Derivative<S, V>(V x, V y)
        where S : struct, ISimd<V>
        where V : struct => S.NegateMultiplyAdd(y, y, S.Broadcast(1f));
}
