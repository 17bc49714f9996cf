namespace Matiz.Tensors.Operations.Linear.Dots;

/// <summary>
/// What products of 8-bit integers need of a vector width beside <see cref="Simd.ISimd{V}"/>: lanes read as 32-bit integers.
/// </summary>
/// <typeparam name="V">The vector type.</typeparam>
internal unsafe interface IIntegerSimd<V>
    where V : struct
{
    /// <summary>Each 32-bit lane: the sum of the two products of its signed 16-bit halves.</summary>
    static abstract V MultiplyAddPairs(V a, V b);

    /// <summary>Signed 32-bit integers to the nearest numbers, the even one of two.</summary>
    static abstract V ToFloats(V integers);

    /// <summary>The nearest whole numbers, the even one of two, as integers.</summary>
    static abstract V ToIntegers(V numbers);

    /// <summary>The lowest byte of each lane, a quarter of a vector.</summary>
    static abstract void StoreBytes(V integers, byte* destination);

    /// <summary>The lower half of each lane, which holds the whole signed integer.</summary>
    static abstract void StoreWords(V integers, short* destination);
}
