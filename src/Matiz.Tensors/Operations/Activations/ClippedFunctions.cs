using System.Runtime.CompilerServices;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Operations.Activations;

/// <summary>min(max(x, 0), 6)</summary>
internal readonly struct Relu6Function : IActivationFunction
{
    private const float Most = 6;

    public static double Apply(double x) => Math.Min(Math.Max(x, 0), Most);

    public static double Derivative(double x) => x is > 0 and < Most ? 1 : 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply<S, V>(V x)
        where S : struct, ISimd<V>
        where V : struct => S.Min(S.Broadcast(Most), S.Max(S.Zero, x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Derivative<S, V>(V x, V y)
        where S : struct, ISimd<V>
        where V : struct =>
        S.And(S.And(S.GreaterThan(x, S.Zero), S.LessThan(x, S.Broadcast(Most))), S.Broadcast(1f));
}

/// <summary>min(x·Φ(x), 10); from 10 on Φ(x) is 1.</summary>
internal readonly struct GeluUpTo10Function : IActivationFunction
{
    private const float Most = 10;

    public static double Apply(double x) => Math.Min(GeluFunction.Apply(x), Most);

    public static double Derivative(double x) => x > Most ? 0 : GeluFunction.Derivative(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply<S, V>(V x)
        where S : struct, ISimd<V>
        where V : struct => S.Min(S.Broadcast(Most), VectorMath<S, V>.Gelu(x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Derivative<S, V>(V x, V y)
        where S : struct, ISimd<V>
        where V : struct => S.AndNot(S.GreaterThan(x, S.Broadcast(Most)), VectorMath<S, V>.GeluDerivative(x));
}
