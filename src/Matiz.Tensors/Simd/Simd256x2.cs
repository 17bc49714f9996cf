using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Matiz.Tensors.Simd;

/// <summary>
/// Sixteen lanes in two 256-bit vectors: the very bits of <see cref="Simd512"/> where there are no 512-bit vectors, since sums have as
/// many partial sums and are folded in the same order. For kernels that add along a vector; those that work by element, or in a chain of
/// products for each, have the same bits in any width.
/// </summary>
internal readonly unsafe struct Simd256x2 : ISimd<Vector256x2>
{
    public static int Width => 16;

    // Products go by single vectors instead: see SmallProducts.
    public static bool HasManyRegisters => false;

    public static Vector256x2 Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Simd256.Zero, Simd256.Zero);
    }

    public static Vector256x2 LaneNumbers
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Simd256.LaneNumbers, Simd256.AddIntegers(Simd256.LaneNumbers, Simd256.BroadcastInteger(8)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256x2 Broadcast(float value) => new(Simd256.Broadcast(value), Simd256.Broadcast(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256x2 BroadcastInteger(uint value) => new(Simd256.BroadcastInteger(value), Simd256.BroadcastInteger(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256x2 Load(float* source) => new(Simd256.Load(source), Simd256.Load(source + 8));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256x2 value, float* destination)
    {
        Simd256.Store(value.Low, destination);
        Simd256.Store(value.High, destination + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256x2 LoadPartial(float* source, int count) =>
        new(Simd256.LoadPartial(source, count), Simd256.LoadPartial(source + 8, Math.Max(0, count - 8)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePartial(Vector256x2 value, float* destination, int count)
    {
        Simd256.StorePartial(value.Low, destination, count);
        Simd256.StorePartial(value.High, destination + 8, Math.Max(0, count - 8));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256x2 Add(Vector256x2 a, Vector256x2 b) => new(Simd256.Add(a.Low, b.Low), Simd256.Add(a.High, b.High));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256x2 Subtract(Vector256x2 a, Vector256x2 b) =>
        new(Simd256.Subtract(a.Low, b.Low), Simd256.Subtract(a.High, b.High));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256x2 Multiply(Vector256x2 a, Vector256x2 b) =>
        new(Simd256.Multiply(a.Low, b.Low), Simd256.Multiply(a.High, b.High));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256x2 Divide(Vector256x2 a, Vector256x2 b) => new(Simd256.Divide(a.Low, b.Low), Simd256.Divide(a.High, b.High));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256x2 MultiplyAdd(Vector256x2 a, Vector256x2 b, Vector256x2 c) =>
        new(Simd256.MultiplyAdd(a.Low, b.Low, c.Low), Simd256.MultiplyAdd(a.High, b.High, c.High));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256x2 NegateMultiplyAdd(Vector256x2 a, Vector256x2 b, Vector256x2 c) =>
        new(Simd256.NegateMultiplyAdd(a.Low, b.Low, c.Low),
            Simd256.NegateMultiplyAdd(a.High, b.High, c.High));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256x2 Min(Vector256x2 a, Vector256x2 b) => new(Simd256.Min(a.Low, b.Low), Simd256.Min(a.High, b.High));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256x2 Max(Vector256x2 a, Vector256x2 b) => new(Simd256.Max(a.Low, b.Low), Simd256.Max(a.High, b.High));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256x2 Sqrt(Vector256x2 a) => new(Simd256.Sqrt(a.Low), Simd256.Sqrt(a.High));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256x2 Abs(Vector256x2 a) => new(Simd256.Abs(a.Low), Simd256.Abs(a.High));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256x2 Round(Vector256x2 a) => new(Simd256.Round(a.Low), Simd256.Round(a.High));

    // As the 512-bit instruction, which scales by any power: a softmax of enormous scores gets there by the rounding of their largest.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256x2 ScaleByPowerOfTwo(Vector256x2 a, Vector256x2 n)
    {
        var most = Simd256.Broadcast(254f);
        return new(
            Simd256.ScaleByPowerOfTwo(a.Low, Simd256.Min(most, n.Low)),
            Simd256.ScaleByPowerOfTwo(a.High, Simd256.Min(most, n.High)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256x2 GreaterThan(Vector256x2 a, Vector256x2 b) =>
        new(Simd256.GreaterThan(a.Low, b.Low), Simd256.GreaterThan(a.High, b.High));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256x2 LessThan(Vector256x2 a, Vector256x2 b) =>
        new(Simd256.LessThan(a.Low, b.Low), Simd256.LessThan(a.High, b.High));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256x2 Equal(Vector256x2 a, Vector256x2 b) => new(Simd256.Equal(a.Low, b.Low), Simd256.Equal(a.High, b.High));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256x2 FirstLanes(int count) => new(Simd256.FirstLanes(count), Simd256.FirstLanes(count - 8));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256x2 Select(Vector256x2 mask, Vector256x2 a, Vector256x2 b) =>
        new(Simd256.Select(mask.Low, a.Low, b.Low), Simd256.Select(mask.High, a.High, b.High));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256x2 And(Vector256x2 a, Vector256x2 b) => new(Simd256.And(a.Low, b.Low), Simd256.And(a.High, b.High));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256x2 AndNot(Vector256x2 mask, Vector256x2 a) =>
        new(Simd256.AndNot(mask.Low, a.Low), Simd256.AndNot(mask.High, a.High));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256x2 Or(Vector256x2 a, Vector256x2 b) => new(Simd256.Or(a.Low, b.Low), Simd256.Or(a.High, b.High));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256x2 Xor(Vector256x2 a, Vector256x2 b) => new(Simd256.Xor(a.Low, b.Low), Simd256.Xor(a.High, b.High));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector256x2 a) => Simd256.Sum(Simd256.Add(a.Low, a.High));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MaxElement(Vector256x2 a) => Simd256.MaxElement(Simd256.Max(a.Low, a.High));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256x2 MultiplyEvenIntegers(Vector256x2 a, Vector256x2 b) =>
        new(Simd256.MultiplyEvenIntegers(a.Low, b.Low), Simd256.MultiplyEvenIntegers(a.High, b.High));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256x2 OddToEven(Vector256x2 a) => new(Simd256.OddToEven(a.Low), Simd256.OddToEven(a.High));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256x2 EvenToOdd(Vector256x2 a) => new(Simd256.EvenToOdd(a.Low), Simd256.EvenToOdd(a.High));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256x2 AddIntegers(Vector256x2 a, Vector256x2 b) =>
        new(Simd256.AddIntegers(a.Low, b.Low), Simd256.AddIntegers(a.High, b.High));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256x2 MaxIntegers(Vector256x2 a, Vector256x2 b) =>
        new(Simd256.MaxIntegers(a.Low, b.Low), Simd256.MaxIntegers(a.High, b.High));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int MaxIntegerElement(Vector256x2 a) => Simd256.MaxIntegerElement(Simd256.MaxIntegers(a.Low, a.High));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256x2 LessThanUnsigned(Vector256x2 a, Vector256x2 b) =>
        new(Simd256.LessThanUnsigned(a.Low, b.Low), Simd256.LessThanUnsigned(a.High, b.High));
}

/// <summary>Sixteen lanes in two registers. Named fields: the compiler keeps each in a register of its own.</summary>
internal readonly struct Vector256x2
{
    public readonly Vector256<float> Low;
    public readonly Vector256<float> High;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256x2(Vector256<float> low, Vector256<float> high)
    {
        Low = low;
        High = high;
    }
}
