using System.Runtime.CompilerServices;

namespace Matiz.Tensors.Simd;

/// <summary>
/// Elementary functions and activations by the vector, from fused multiply-adds alone: no library function, the same bits in
/// every lane and on every operating system.
/// </summary>
/// <typeparam name="S">The vector width.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
internal static class VectorMath<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    private const float Log2E = 1.44269504f;
    private const float SqrtTwoOverPi = 0.797884561f;
    private const float Cubic = 0.044715f;

    /// <summary>e^x within 2 units in the last place; 0 below -87.3 instead of subnormal numbers, infinity above 88.73.</summary>
    // x = n·ln 2 + r, |r| <= ln 2 / 2: e^r by a polynomial of degree 6 (interpolated at Chebyshev nodes), then scaled by 2^n.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp(V x)
    {
        var clamped = S.Max(S.Broadcast(-104f), S.Min(S.Broadcast(104f), x));
        var n = S.Round(S.Multiply(clamped, S.Broadcast(Log2E)));
        var r = S.NegateMultiplyAdd(n, S.Broadcast(0.693359375f), clamped);  // ln 2 in two parts, the first exact when multiplied
        r = S.NegateMultiplyAdd(n, S.Broadcast(-2.12194440e-4f), r);
        var p = S.Broadcast(0.00139336474f);
        p = S.MultiplyAdd(p, r, S.Broadcast(0.0083691543f));
        p = S.MultiplyAdd(p, r, S.Broadcast(0.0416664667f));
        p = S.MultiplyAdd(p, r, S.Broadcast(0.166665047f));
        p = S.MultiplyAdd(p, r, S.Broadcast(0.5f));
        p = S.MultiplyAdd(p, r, S.Broadcast(1f));
        p = S.MultiplyAdd(p, r, S.Broadcast(1f));
        return S.AndNot(S.LessThan(x, S.Broadcast(-87.33f)), S.ScaleByPowerOfTwo(p, n));
    }

    /// <summary>
    /// 2^x for x up to 127 within 2 units in the last place; 2^-126 for all x below -126. The inner function of a softmax.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp2(V x)
    {
        x = S.Max(S.Broadcast(-126f), x);
        var n = S.Round(x);
        var f = S.Subtract(x, n);
        var p = S.Broadcast(0.000154531634f);
        p = S.MultiplyAdd(p, f, S.Broadcast(0.00133908633f));
        p = S.MultiplyAdd(p, f, S.Broadcast(0.00961808302f));
        p = S.MultiplyAdd(p, f, S.Broadcast(0.0555035695f));
        p = S.MultiplyAdd(p, f, S.Broadcast(0.240226507f));
        p = S.MultiplyAdd(p, f, S.Broadcast(0.693147182f));
        p = S.MultiplyAdd(p, f, S.Broadcast(1f));
        return S.ScaleByPowerOfTwo(p, n);
    }

    /// <summary>The hyperbolic tangent; relative error below 1.5e-7 everywhere.</summary>
    // An odd polynomial near 0, where (1 - e)/(1 + e) would lose its digits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanh(V x)
    {
        var a = S.Abs(x);
        var sign = S.And(x, S.Broadcast(-0f));
        var e = Exp(S.Multiply(a, S.Broadcast(-2f)));
        var far = S.Divide(S.Subtract(S.Broadcast(1f), e), S.Add(S.Broadcast(1f), e));
        var square = S.Multiply(a, a);
        var p = S.Broadcast(-0.00622802554f);
        p = S.MultiplyAdd(p, square, S.Broadcast(0.021084683f));
        p = S.MultiplyAdd(p, square, S.Broadcast(-0.0538687967f));
        p = S.MultiplyAdd(p, square, S.Broadcast(0.13332884f));
        p = S.MultiplyAdd(p, square, S.Broadcast(-0.333333313f));
        var near = S.MultiplyAdd(S.Multiply(p, square), a, a);
        return S.Or(sign, S.Select(S.LessThan(a, S.Broadcast(0.6f)), near, far));
    }

    /// <summary>x·Φ(x), the exact form; absolute error below 1.4e-7 for |x| up to 3, relative 1e-7 above.</summary>
    // With a = |x|: Φ(-a) = e^(-a²/2)·Q(s), s = 1/(1 + 0.28 a)   ⇒   gelu(x) = max(x, 0) - a·Φ(-a)
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Gelu(V x)
    {
        var a = S.Abs(x);
        return S.NegateMultiplyAdd(a, LowerTail(a, out _), S.Max(S.Zero, x));
    }

    /// <summary>
    /// x·Φ(x) with an absolute error below 2.1e-5, in a third of the time: for results that are rounded to eight bits at once.
    /// </summary>
    // As above, with a = min(|x|, 4.6) and Φ(-a) = ½ - a·P(z), z = 2a²/4.6² - 1: P is the best polynomial of degree 9 for a·Φ(-a).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V NarrowGelu(V x)
    {
        const float far = 4.6f;
        var a = S.Min(S.Broadcast(far), S.Abs(x));
        var z = S.MultiplyAdd(S.Multiply(a, a), S.Broadcast(2 / (far * far)), S.Broadcast(-1f));
        var p = S.Broadcast(-0.00196235278f);
        p = S.MultiplyAdd(p, z, S.Broadcast(0.00566916121f));
        p = S.MultiplyAdd(p, z, S.Broadcast(-0.00762454886f));
        p = S.MultiplyAdd(p, z, S.Broadcast(0.0108712139f));
        p = S.MultiplyAdd(p, z, S.Broadcast(-0.0191555377f));
        p = S.MultiplyAdd(p, z, S.Broadcast(0.029564701f));
        p = S.MultiplyAdd(p, z, S.Broadcast(-0.0405855998f));
        p = S.MultiplyAdd(p, z, S.Broadcast(0.0541316085f));
        p = S.MultiplyAdd(p, z, S.Broadcast(-0.0757574514f));
        p = S.MultiplyAdd(p, z, S.Broadcast(0.153543547f));
        return S.NegateMultiplyAdd(a, S.NegateMultiplyAdd(a, p, S.Broadcast(0.5f)), S.Max(S.Zero, x));
    }

    /// <summary>d gelu(x) / dx = Φ(x) + x·φ(x); absolute error below 2e-7.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V GeluDerivative(V x)
    {
        var tail = LowerTail(S.Abs(x), out var e);
        var cdf = S.Select(S.LessThan(x, S.Zero), tail, S.Subtract(S.Broadcast(1f), tail));
        return S.MultiplyAdd(S.Multiply(x, S.Broadcast(0.398942280f)), e, cdf);
    }

    /// <summary>½x(1 + tanh u) = x·σ(2u) with u = √(2/π)(x + 0.044715 x³).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V GeluTanh(V x) => S.Multiply(x, GeluTanhSigmoid(x, S.Multiply(x, x), out _));

    /// <summary>d (x·σ(2u)) / dx = σ + x·σ·(1 - σ)·2u'.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V GeluTanhDerivative(V x)
    {
        var square = S.Multiply(x, x);
        var s = GeluTanhSigmoid(x, square, out var e);                      // 1 - σ = e·σ without cancellation
        var slope = S.MultiplyAdd(square, S.Broadcast(2 * SqrtTwoOverPi * 3 * Cubic), S.Broadcast(2 * SqrtTwoOverPi));  // 2u'
        var bend = S.Multiply(S.Multiply(x, s), S.Multiply(e, s));
        return S.MultiplyAdd(bend, slope, s);
    }

    /// <summary>max(x, 0).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Relu(V x) => S.Max(S.Zero, x);

    // Φ(-a) for a >= 0, and e = exp(-a²/2).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V LowerTail(V a, out V e)
    {
        e = Exp(S.Multiply(S.Multiply(a, S.Broadcast(-0.5f)), a));
        var s = S.Divide(S.Broadcast(1f), S.MultiplyAdd(a, S.Broadcast(0.28f), S.Broadcast(1f)));
        var q = S.Broadcast(-0.10703269f);
        q = S.MultiplyAdd(q, s, S.Broadcast(0.39492688f));
        q = S.MultiplyAdd(q, s, S.Broadcast(-0.24528017f));
        q = S.MultiplyAdd(q, s, S.Broadcast(0.27565962f));
        q = S.MultiplyAdd(q, s, S.Broadcast(0.06476722f));
        q = S.MultiplyAdd(q, s, S.Broadcast(0.11695913f));
        return S.Multiply(S.Multiply(q, s), e);
    }

    // σ(2u) = 1/(1 + e) with e = exp(-2u), kept finite.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V GeluTanhSigmoid(V x, V square, out V e)
    {
        var minusTwoU = S.Multiply(x, S.MultiplyAdd(square, S.Broadcast(-2 * SqrtTwoOverPi * Cubic), S.Broadcast(-2 * SqrtTwoOverPi)));
        e = Exp(S.Min(S.Broadcast(80f), minusTwoU));
        return S.Divide(S.Broadcast(1f), S.Add(S.Broadcast(1f), e));
    }
}
