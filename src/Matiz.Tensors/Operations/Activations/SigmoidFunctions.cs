using System.Runtime.CompilerServices;
using Matiz.Tensors.Numerics;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Operations.Activations;

/// <summary>σ(x), with the derivative σ(x)·σ(-x).</summary>
internal readonly struct SigmoidFunction : IActivationFunction
{
    public static double Apply(double x) => ScalarMath.Sigmoid(x);

    public static double Derivative(double x) => ScalarMath.Sigmoid(x) * ScalarMath.Sigmoid(-x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply<S, V>(V x)
        where S : struct, ISimd<V>
        where V : struct => Apply<S, V>(x, out _);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Derivative<S, V>(V x, V y)
        where S : struct, ISimd<V>
        where V : struct
    {
        var sigmoid = Apply<S, V>(x, out var e);
        return S.Multiply(sigmoid, S.Multiply(e, sigmoid));                 // 1 - σ = e·σ without cancellation
    }

    /// <summary>σ(x) = 1 / (1 + e) with <paramref name="e"/> = e⁻ˣ, kept finite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply<S, V>(V x, out V e)
        where S : struct, ISimd<V>
        where V : struct
    {
        e = VectorMath<S, V>.Exp(S.Min(S.Broadcast(80f), S.Multiply(x, S.Broadcast(-1f))));
        return S.Divide(S.Broadcast(1f), S.Add(S.Broadcast(1f), e));
    }
}

/// <summary>x·σ(x)</summary>
internal readonly struct SiluFunction : IActivationFunction
{
    public static double Apply(double x) => ScaledSigmoid.Apply(x, 1);

    public static double Derivative(double x) => ScaledSigmoid.Derivative(x, 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply<S, V>(V x)
        where S : struct, ISimd<V>
        where V : struct => ScaledSigmoid.Apply<S, V>(x, S.Broadcast(1f));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Derivative<S, V>(V x, V y)
        where S : struct, ISimd<V>
        where V : struct => ScaledSigmoid.Derivative<S, V>(x, S.Broadcast(1f));
}

/// <summary>x·σ(1.702 x)</summary>
internal readonly struct QuickGeluFunction : IActivationFunction
{
    private const double Scale = 1.702;

    public static double Apply(double x) => ScaledSigmoid.Apply(x, Scale);

    public static double Derivative(double x) => ScaledSigmoid.Derivative(x, Scale);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply<S, V>(V x)
        where S : struct, ISimd<V>
        where V : struct => ScaledSigmoid.Apply<S, V>(x, S.Broadcast((float)Scale));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Derivative<S, V>(V x, V y)
        where S : struct, ISimd<V>
        where V : struct => ScaledSigmoid.Derivative<S, V>(x, S.Broadcast((float)Scale));
}

/// <summary>x·tanh(ln(1 + eˣ)) (Misra 2019).</summary>
// With e = eˣ and n = e·(e + 2): tanh(ln(1 + e)) = ((1 + e)² - 1) / ((1 + e)² + 1) = n / (n + 2), and its derivative is
// 4·e·(1 + e) / (n + 2)². From x = 20 on the quotient is 1 in single precision.
internal readonly struct MishFunction : IActivationFunction
{
    public static double Apply(double x)
    {
        double n = Numerator(x, out _);
        return x * (n / (n + 2));
    }

    public static double Derivative(double x)
    {
        double n = Numerator(x, out double e);
        return (n / (n + 2)) + (x * (4 * e / (n + 2)) * ((1 + e) / (n + 2)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply<S, V>(V x)
        where S : struct, ISimd<V>
        where V : struct
    {
        var n = Numerator<S, V>(x, out _);
        return S.Multiply(x, S.Divide(n, S.Add(n, S.Broadcast(2f))));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Derivative<S, V>(V x, V y)
        where S : struct, ISimd<V>
        where V : struct
    {
        var n = Numerator<S, V>(x, out var e);
        var inverse = S.Divide(S.Broadcast(1f), S.Add(n, S.Broadcast(2f)));
        var bend = S.Multiply(S.Multiply(S.Multiply(e, S.Broadcast(4f)), inverse), S.Multiply(S.Add(e, S.Broadcast(1f)), inverse));
        return S.MultiplyAdd(x, bend, S.Multiply(n, inverse));
    }

    private static double Numerator(double x, out double e)
    {
        e = ScalarMath.Exp(Math.Min(x, 40));
        return e * (e + 2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Numerator<S, V>(V x, out V e)
        where S : struct, ISimd<V>
        where V : struct
    {
        e = VectorMath<S, V>.Exp(S.Min(S.Broadcast(20f), x));
        return S.Multiply(e, S.Add(e, S.Broadcast(2f)));
    }
}

/// <summary>y = x·σ(a·x)   ⇒   y' = σ + a·x·σ·(1 - σ)</summary>
internal static class ScaledSigmoid
{
    public static double Apply(double x, double scale) => x * ScalarMath.Sigmoid(scale * x);

    public static double Derivative(double x, double scale) =>
        ScalarMath.Sigmoid(scale * x) + (scale * x * ScalarMath.Sigmoid(scale * x) * ScalarMath.Sigmoid(-scale * x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply<S, V>(V x, V scale)
        where S : struct, ISimd<V>
        where V : struct => S.Multiply(x, SigmoidFunction.Apply<S, V>(S.Multiply(x, scale)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Derivative<S, V>(V x, V scale)
        where S : struct, ISimd<V>
        where V : struct
    {
        var scaled = S.Multiply(x, scale);
        var sigmoid = SigmoidFunction.Apply<S, V>(scaled, out var e);
        return S.MultiplyAdd(S.Multiply(scaled, sigmoid), S.Multiply(e, sigmoid), sigmoid);
    }
}
