namespace Matiz.Tensors.Simd;

/// <summary>
/// A vector width: what kernels are written against once and compiled for each. Comparisons give lanes of all ones or all zeros;
/// integer operations read the same bits. Products and sums are rounded as written: fused only where the name says so.
/// </summary>
/// <typeparam name="V">The vector type.</typeparam>
internal unsafe interface ISimd<V>
    where V : struct
{
    /// <summary>Lanes, a power of two.</summary>
    static abstract int Width { get; }

    /// <summary>True when sixteen accumulators and what feeds them stay in registers; false: eight.</summary>
    static abstract bool HasManyRegisters { get; }

    static abstract V Zero { get; }

    /// <summary>The lane numbers 0, 1, 2, … as integers.</summary>
    static abstract V LaneNumbers { get; }

    static abstract V Broadcast(float value);

    static abstract V BroadcastInteger(uint value);

    static abstract V Load(float* source);

    static abstract void Store(V value, float* destination);

    /// <summary>The first <paramref name="count"/> lanes, from 0 to all; the others are zero and their memory is not touched.</summary>
    static abstract V LoadPartial(float* source, int count);

    /// <summary>Writes the first <paramref name="count"/> lanes and touches no other memory.</summary>
    static abstract void StorePartial(V value, float* destination, int count);

    static abstract V Add(V a, V b);

    static abstract V Subtract(V a, V b);

    static abstract V Multiply(V a, V b);

    static abstract V Divide(V a, V b);

    /// <summary>a·b + c, rounded once.</summary>
    static abstract V MultiplyAdd(V a, V b, V c);

    /// <summary>c - a·b, rounded once.</summary>
    static abstract V NegateMultiplyAdd(V a, V b, V c);

    /// <summary>The smaller; on x86 <paramref name="b"/> where one is no number: put what must survive second.</summary>
    static abstract V Min(V a, V b);

    /// <summary>The larger; on x86 <paramref name="b"/> where one is no number: put what must survive second.</summary>
    static abstract V Max(V a, V b);

    static abstract V Sqrt(V a);

    static abstract V Abs(V a);

    /// <summary>The nearest whole number, the even one of two.</summary>
    static abstract V Round(V a);

    /// <summary>a·2^n for whole n from -250 to 250, subnormal results and infinity included.</summary>
    static abstract V ScaleByPowerOfTwo(V a, V n);

    static abstract V GreaterThan(V a, V b);

    static abstract V LessThan(V a, V b);

    static abstract V Equal(V a, V b);

    /// <summary>All ones in the first <paramref name="count"/> lanes.</summary>
    static abstract V FirstLanes(int count);

    /// <summary>a where <paramref name="mask"/> is set, else b.</summary>
    static abstract V Select(V mask, V a, V b);

    static abstract V And(V a, V b);

    /// <summary>a where <paramref name="mask"/> is not set, else zero.</summary>
    static abstract V AndNot(V mask, V a);

    static abstract V Or(V a, V b);

    static abstract V Xor(V a, V b);

    /// <summary>The sum of the lanes: halves are added until one is left.</summary>
    static abstract float Sum(V a);

    /// <summary>The largest lane.</summary>
    static abstract float MaxElement(V a);

    /// <summary>The 64-bit products of the even 32-bit lanes, in place of each pair.</summary>
    static abstract V MultiplyEvenIntegers(V a, V b);

    /// <summary>Each pair of 32-bit lanes shifted down: the odd lane takes the even one's place, zero its own.</summary>
    static abstract V OddToEven(V a);

    /// <summary>Each pair of 32-bit lanes shifted up: the even lane takes the odd one's place, zero its own.</summary>
    static abstract V EvenToOdd(V a);

    static abstract V AddIntegers(V a, V b);

    /// <summary>The larger signed integers: of numbers above zero, the larger numbers, and what is no number above all.</summary>
    static abstract V MaxIntegers(V a, V b);

    /// <summary>The largest lane as a signed integer.</summary>
    static abstract int MaxIntegerElement(V a);

    static abstract V LessThanUnsigned(V a, V b);
}
