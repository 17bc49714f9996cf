namespace Matiz.Tensors.Simd;

/// <summary>
/// A width of vectors of doubles, beside <see cref="ISimd{V}"/>: what the loops of linear models are written against once and compiled
/// for each. Products and sums are rounded as written: fused only where the name says so.
/// </summary>
/// <typeparam name="V">The vector type.</typeparam>
internal unsafe interface IDoubleSimd<V>
    where V : struct
{
    /// <summary>Lanes, a power of two.</summary>
    static abstract int Width { get; }

    static abstract V Load(double* source);

    /// <summary>As many singles.</summary>
    static abstract V Widen(float* source);

    static abstract V Broadcast(double value);

    static abstract void Store(V value, double* destination);

    /// <summary>a·b + c, rounded once.</summary>
    static abstract V MultiplyAdd(V a, V b, V c);

    static abstract V Add(V a, V b);

    static abstract V Subtract(V a, V b);

    static abstract V Multiply(V a, V b);

    static abstract V Divide(V a, V b);

    static abstract V Max(V a, V b);

    /// <summary>e^x, by the runtime's own vectors: the same bits on every operating system.</summary>
    static abstract V Exp(V value);

    static abstract V Log(V value);

    /// <summary>The sum of the lanes.</summary>
    static abstract double Sum(V value);
}
