using System.Runtime.CompilerServices;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Operations.AdamW;

/// <summary>The update of a stretch of elements.</summary>
/// <typeparam name="S">The vector width.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
internal unsafe struct AdamWArithmetic<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    public float* Value;
    public float* Gradient;
    public float* FirstMoment;
    public float* SecondMoment;
    public AdamWStep Step;

    // Below this a moment is set to zero: 0.9^n would reach subnormal numbers, which are a hundred times slower, and end in one.
    private const float SmallestNormal = 1.17549435e-38f;

    /// <summary>The whole update.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Update(long first, int count)
    {
        float* g = Gradient + first;
        int i = 0;
        for (; i <= count - S.Width; i += S.Width) Update(first + i, S.Load(g + i));
        if (i < count) UpdatePartial(first + i, count - i, S.LoadPartial(g + i, count - i));
    }

    /// <summary>The same where the gradient is zero, without reading it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void UpdateWithoutGradient(long first, int count)
    {
        int i = 0;
        for (; i <= count - S.Width; i += S.Width) Update(first + i, S.Zero);
        if (i < count) UpdatePartial(first + i, count - i, S.Zero);
    }

    /// <summary>The same where gradient and moments are zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Decay(long first, int count)
    {
        float* p = Value + first;
        var decay = S.Broadcast(Step.Decay);
        int i = 0;
        for (; i <= count - S.Width; i += S.Width) S.Store(S.Multiply(S.Load(p + i), decay), p + i);
        if (i < count) S.StorePartial(S.Multiply(S.LoadPartial(p + i, count - i), decay), p + i, count - i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Update(long at, V gradient)
    {
        V p = S.Load(Value + at), m = S.Load(FirstMoment + at), v = S.Load(SecondMoment + at);
        Update(gradient, ref p, ref m, ref v);
        S.Store(p, Value + at);
        S.Store(m, FirstMoment + at);
        S.Store(v, SecondMoment + at);
    }

    private readonly void UpdatePartial(long at, int count, V gradient)
    {
        V p = S.LoadPartial(Value + at, count), m = S.LoadPartial(FirstMoment + at, count), v = S.LoadPartial(SecondMoment + at, count);
        Update(gradient, ref p, ref m, ref v);
        S.StorePartial(p, Value + at, count);
        S.StorePartial(m, FirstMoment + at, count);
        S.StorePartial(v, SecondMoment + at, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Update(V gradient, ref V p, ref V m, ref V v)
    {
        var g = S.Multiply(gradient, S.Broadcast(Step.GradientScale));
        m = S.MultiplyAdd(S.Broadcast(Step.OneMinusBeta1), g, S.Multiply(S.Broadcast(Step.Beta1), m));
        m = S.AndNot(S.LessThan(S.Abs(m), S.Broadcast(SmallestNormal)), m);
        v = S.MultiplyAdd(S.Multiply(S.Broadcast(Step.OneMinusBeta2), g), g, S.Multiply(S.Broadcast(Step.Beta2), v));
        v = S.AndNot(S.LessThan(v, S.Broadcast(SmallestNormal)), v);
        var root = S.MultiplyAdd(S.Sqrt(v), S.Broadcast(Step.RootScale), S.Broadcast(Step.Epsilon));
        p = S.MultiplyAdd(p, S.Broadcast(Step.Decay), S.Divide(S.Multiply(S.Broadcast(-Step.StepSize), m), root));
    }
}
