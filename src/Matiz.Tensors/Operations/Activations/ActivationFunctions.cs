using System.Runtime.CompilerServices;
using Matiz.Tensors.Numerics;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Operations.Activations;

/// <summary>x</summary>
internal readonly struct IdentityFunction : IActivationFunction
{
    public static double Apply(double x) => x;

    public static double Derivative(double x) => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply<S, V>(V x)
        where S : struct, ISimd<V>
        where V : struct => x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Derivative<S, V>(V x, V y)
        where S : struct, ISimd<V>
        where V : struct => S.Broadcast(1f);
}

/// <summary>x·Φ(x), with Φ'(x) = φ(x).</summary>
internal readonly struct GeluFunction : IActivationFunction
{
    public static double Apply(double x) => x * ScalarMath.NormalCdf(x);

    public static double Derivative(double x) => ScalarMath.NormalCdf(x) + (x * ScalarMath.NormalDensity(x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply<S, V>(V x)
        where S : struct, ISimd<V>
        where V : struct => VectorMath<S, V>.Gelu(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Derivative<S, V>(V x, V y)
        where S : struct, ISimd<V>
        where V : struct => VectorMath<S, V>.GeluDerivative(x);
}

/// <summary>x·Φ(x) for results that are rounded to eight bits at once.</summary>
internal readonly struct NarrowGeluFunction : IActivationFunction
{
    public static double Apply(double x) => GeluFunction.Apply(x);

    public static double Derivative(double x) => GeluFunction.Derivative(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply<S, V>(V x)
        where S : struct, ISimd<V>
        where V : struct => VectorMath<S, V>.NarrowGelu(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Derivative<S, V>(V x, V y)
        where S : struct, ISimd<V>
        where V : struct => VectorMath<S, V>.GeluDerivative(x);
}

/// <summary>½x(1 + tanh u), u = √(2/π)(x + 0.044715 x³).</summary>
internal readonly struct GeluTanhFunction : IActivationFunction
{
    private const double SqrtTwoOverPi = 0.7978845608028654;
    private const double Cubic = 0.044715;

    public static double Apply(double x) => 0.5 * x * (1 + ScalarMath.Tanh(Inner(x)));

    public static double Derivative(double x)
    {
        double t = ScalarMath.Tanh(Inner(x));
        double inner = SqrtTwoOverPi * (1 + (3 * Cubic * x * x));
        return (0.5 * (1 + t)) + (0.5 * x * (1 - (t * t)) * inner);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply<S, V>(V x)
        where S : struct, ISimd<V>
        where V : struct => VectorMath<S, V>.GeluTanh(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Derivative<S, V>(V x, V y)
        where S : struct, ISimd<V>
        where V : struct => VectorMath<S, V>.GeluTanhDerivative(x);

    private static double Inner(double x) => SqrtTwoOverPi * (x + (Cubic * x * x * x));
}

/// <summary>max(x, 0)</summary>
internal readonly struct ReluFunction : IActivationFunction
{
    public static double Apply(double x) => Math.Max(x, 0);

    public static double Derivative(double x) => x > 0 ? 1 : 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply<S, V>(V x)
        where S : struct, ISimd<V>
        where V : struct => VectorMath<S, V>.Relu(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Derivative<S, V>(V x, V y)
        where S : struct, ISimd<V>
        where V : struct => S.And(S.GreaterThan(x, S.Zero), S.Broadcast(1f));
}

/// <summary>tanh x, with the derivative 1 - y².</summary>
internal readonly struct TanhFunction : IActivationFunction
{
    public static double Apply(double x) => ScalarMath.Tanh(x);

    public static double Derivative(double x) => 1 - (ScalarMath.Tanh(x) * ScalarMath.Tanh(x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply<S, V>(V x)
        where S : struct, ISimd<V>
        where V : struct => VectorMath<S, V>.Tanh(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Derivative<S, V>(V x, V y)
        where S : struct, ISimd<V>
        where V : struct => S.NegateMultiplyAdd(y, y, S.Broadcast(1f));
}
