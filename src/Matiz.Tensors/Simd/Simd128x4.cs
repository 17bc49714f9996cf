using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Matiz.Tensors.Simd;

/// <summary>Sixteen lanes in four 128-bit vectors: the very bits of <see cref="Simd512"/> on any processor.</summary>
internal readonly unsafe struct Simd128x4 : ISimd<Vector128x4>
{
    public static int Width => 16;

    // Products go by single vectors instead: see SmallProducts.
    public static bool HasManyRegisters => false;

    public static Vector128x4 Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Simd128.Zero, Simd128.Zero, Simd128.Zero, Simd128.Zero);
    }

    public static Vector128x4 LaneNumbers
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(
            Simd128.LaneNumbers, Simd128.AddIntegers(Simd128.LaneNumbers, Simd128.BroadcastInteger(4)),
            Simd128.AddIntegers(Simd128.LaneNumbers, Simd128.BroadcastInteger(8)),
            Simd128.AddIntegers(Simd128.LaneNumbers, Simd128.BroadcastInteger(12)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128x4 Broadcast(float value) =>
        new(
            Simd128.Broadcast(value), Simd128.Broadcast(value),
            Simd128.Broadcast(value), Simd128.Broadcast(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128x4 BroadcastInteger(uint value) =>
        new(
            Simd128.BroadcastInteger(value), Simd128.BroadcastInteger(value),
            Simd128.BroadcastInteger(value), Simd128.BroadcastInteger(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128x4 Load(float* source) =>
        new(
            Simd128.Load(source), Simd128.Load(source + 4),
            Simd128.Load(source + 8), Simd128.Load(source + 12));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128x4 value, float* destination)
    {
        Simd128.Store(value.First, destination);
        Simd128.Store(value.Second, destination + 4);
        Simd128.Store(value.Third, destination + 8);
        Simd128.Store(value.Fourth, destination + 12);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128x4 LoadPartial(float* source, int count) =>
        new(
            Simd128.LoadPartial(source, count), Simd128.LoadPartial(source + 4, Math.Max(0, count - 4)),
            Simd128.LoadPartial(source + 8, Math.Max(0, count - 8)), Simd128.LoadPartial(source + 12, Math.Max(0, count - 12)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePartial(Vector128x4 value, float* destination, int count)
    {
        Simd128.StorePartial(value.First, destination, count);
        Simd128.StorePartial(value.Second, destination + 4, Math.Max(0, count - 4));
        Simd128.StorePartial(value.Third, destination + 8, Math.Max(0, count - 8));
        Simd128.StorePartial(value.Fourth, destination + 12, Math.Max(0, count - 12));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128x4 Add(Vector128x4 a, Vector128x4 b) =>
        new(
            Simd128.Add(a.First, b.First), Simd128.Add(a.Second, b.Second),
            Simd128.Add(a.Third, b.Third), Simd128.Add(a.Fourth, b.Fourth));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128x4 Subtract(Vector128x4 a, Vector128x4 b) =>
        new(
            Simd128.Subtract(a.First, b.First), Simd128.Subtract(a.Second, b.Second),
            Simd128.Subtract(a.Third, b.Third), Simd128.Subtract(a.Fourth, b.Fourth));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128x4 Multiply(Vector128x4 a, Vector128x4 b) =>
        new(
            Simd128.Multiply(a.First, b.First), Simd128.Multiply(a.Second, b.Second),
            Simd128.Multiply(a.Third, b.Third), Simd128.Multiply(a.Fourth, b.Fourth));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128x4 Divide(Vector128x4 a, Vector128x4 b) =>
        new(
            Simd128.Divide(a.First, b.First), Simd128.Divide(a.Second, b.Second),
            Simd128.Divide(a.Third, b.Third), Simd128.Divide(a.Fourth, b.Fourth));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128x4 MultiplyAdd(Vector128x4 a, Vector128x4 b, Vector128x4 c) =>
        new(
            Simd128.MultiplyAdd(a.First, b.First, c.First), Simd128.MultiplyAdd(a.Second, b.Second, c.Second),
            Simd128.MultiplyAdd(a.Third, b.Third, c.Third), Simd128.MultiplyAdd(a.Fourth, b.Fourth, c.Fourth));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128x4 NegateMultiplyAdd(Vector128x4 a, Vector128x4 b, Vector128x4 c) =>
        new(
            Simd128.NegateMultiplyAdd(a.First, b.First, c.First), Simd128.NegateMultiplyAdd(a.Second, b.Second, c.Second),
            Simd128.NegateMultiplyAdd(a.Third, b.Third, c.Third), Simd128.NegateMultiplyAdd(a.Fourth, b.Fourth, c.Fourth));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128x4 Min(Vector128x4 a, Vector128x4 b) =>
        new(
            Simd128.Min(a.First, b.First), Simd128.Min(a.Second, b.Second),
            Simd128.Min(a.Third, b.Third), Simd128.Min(a.Fourth, b.Fourth));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128x4 Max(Vector128x4 a, Vector128x4 b) =>
        new(
            Simd128.Max(a.First, b.First), Simd128.Max(a.Second, b.Second),
            Simd128.Max(a.Third, b.Third), Simd128.Max(a.Fourth, b.Fourth));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128x4 Sqrt(Vector128x4 a) =>
        new(
            Simd128.Sqrt(a.First), Simd128.Sqrt(a.Second),
            Simd128.Sqrt(a.Third), Simd128.Sqrt(a.Fourth));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128x4 Abs(Vector128x4 a) =>
        new(
            Simd128.Abs(a.First), Simd128.Abs(a.Second),
            Simd128.Abs(a.Third), Simd128.Abs(a.Fourth));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128x4 Round(Vector128x4 a) =>
        new(
            Simd128.Round(a.First), Simd128.Round(a.Second),
            Simd128.Round(a.Third), Simd128.Round(a.Fourth));

    // As the 512-bit instruction, which scales by any power: a softmax of enormous scores gets there by the rounding of their largest.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128x4 ScaleByPowerOfTwo(Vector128x4 a, Vector128x4 n)
    {
        var most = Simd128.Broadcast(254f);
        return new(
            Simd128.ScaleByPowerOfTwo(a.First, Simd128.Min(most, n.First)),
            Simd128.ScaleByPowerOfTwo(a.Second, Simd128.Min(most, n.Second)),
            Simd128.ScaleByPowerOfTwo(a.Third, Simd128.Min(most, n.Third)),
            Simd128.ScaleByPowerOfTwo(a.Fourth, Simd128.Min(most, n.Fourth)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128x4 GreaterThan(Vector128x4 a, Vector128x4 b) =>
        new(
            Simd128.GreaterThan(a.First, b.First), Simd128.GreaterThan(a.Second, b.Second),
            Simd128.GreaterThan(a.Third, b.Third), Simd128.GreaterThan(a.Fourth, b.Fourth));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128x4 LessThan(Vector128x4 a, Vector128x4 b) =>
        new(
            Simd128.LessThan(a.First, b.First), Simd128.LessThan(a.Second, b.Second),
            Simd128.LessThan(a.Third, b.Third), Simd128.LessThan(a.Fourth, b.Fourth));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128x4 Equal(Vector128x4 a, Vector128x4 b) =>
        new(
            Simd128.Equal(a.First, b.First), Simd128.Equal(a.Second, b.Second),
            Simd128.Equal(a.Third, b.Third), Simd128.Equal(a.Fourth, b.Fourth));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128x4 FirstLanes(int count) =>
        new(
            Simd128.FirstLanes(count), Simd128.FirstLanes(count - 4),
            Simd128.FirstLanes(count - 8), Simd128.FirstLanes(count - 12));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128x4 Select(Vector128x4 mask, Vector128x4 a, Vector128x4 b) =>
        new(
            Simd128.Select(mask.First, a.First, b.First), Simd128.Select(mask.Second, a.Second, b.Second),
            Simd128.Select(mask.Third, a.Third, b.Third), Simd128.Select(mask.Fourth, a.Fourth, b.Fourth));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128x4 And(Vector128x4 a, Vector128x4 b) =>
        new(
            Simd128.And(a.First, b.First), Simd128.And(a.Second, b.Second),
            Simd128.And(a.Third, b.Third), Simd128.And(a.Fourth, b.Fourth));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128x4 AndNot(Vector128x4 mask, Vector128x4 a) =>
        new(
            Simd128.AndNot(mask.First, a.First), Simd128.AndNot(mask.Second, a.Second),
            Simd128.AndNot(mask.Third, a.Third), Simd128.AndNot(mask.Fourth, a.Fourth));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128x4 Or(Vector128x4 a, Vector128x4 b) =>
        new(
            Simd128.Or(a.First, b.First), Simd128.Or(a.Second, b.Second),
            Simd128.Or(a.Third, b.Third), Simd128.Or(a.Fourth, b.Fourth));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128x4 Xor(Vector128x4 a, Vector128x4 b) =>
        new(
            Simd128.Xor(a.First, b.First), Simd128.Xor(a.Second, b.Second),
            Simd128.Xor(a.Third, b.Third), Simd128.Xor(a.Fourth, b.Fourth));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector128x4 a) => Simd128.Sum(Simd128.Add(Simd128.Add(a.First, a.Third), Simd128.Add(a.Second, a.Fourth)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MaxElement(Vector128x4 a) =>
        Simd128.MaxElement(Simd128.Max(Simd128.Max(a.First, a.Third), Simd128.Max(a.Second, a.Fourth)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128x4 MultiplyEvenIntegers(Vector128x4 a, Vector128x4 b) =>
        new(
            Simd128.MultiplyEvenIntegers(a.First, b.First), Simd128.MultiplyEvenIntegers(a.Second, b.Second),
            Simd128.MultiplyEvenIntegers(a.Third, b.Third), Simd128.MultiplyEvenIntegers(a.Fourth, b.Fourth));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128x4 OddToEven(Vector128x4 a) =>
        new(
            Simd128.OddToEven(a.First), Simd128.OddToEven(a.Second),
            Simd128.OddToEven(a.Third), Simd128.OddToEven(a.Fourth));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128x4 EvenToOdd(Vector128x4 a) =>
        new(
            Simd128.EvenToOdd(a.First), Simd128.EvenToOdd(a.Second),
            Simd128.EvenToOdd(a.Third), Simd128.EvenToOdd(a.Fourth));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128x4 AddIntegers(Vector128x4 a, Vector128x4 b) =>
        new(
            Simd128.AddIntegers(a.First, b.First), Simd128.AddIntegers(a.Second, b.Second),
            Simd128.AddIntegers(a.Third, b.Third), Simd128.AddIntegers(a.Fourth, b.Fourth));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128x4 MaxIntegers(Vector128x4 a, Vector128x4 b) =>
        new(
            Simd128.MaxIntegers(a.First, b.First), Simd128.MaxIntegers(a.Second, b.Second),
            Simd128.MaxIntegers(a.Third, b.Third), Simd128.MaxIntegers(a.Fourth, b.Fourth));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int MaxIntegerElement(Vector128x4 a) =>
        Simd128.MaxIntegerElement(Simd128.MaxIntegers(Simd128.MaxIntegers(a.First, a.Third), Simd128.MaxIntegers(a.Second, a.Fourth)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128x4 LessThanUnsigned(Vector128x4 a, Vector128x4 b) =>
        new(
            Simd128.LessThanUnsigned(a.First, b.First), Simd128.LessThanUnsigned(a.Second, b.Second),
            Simd128.LessThanUnsigned(a.Third, b.Third), Simd128.LessThanUnsigned(a.Fourth, b.Fourth));
}

/// <summary>Sixteen lanes in four registers. Named fields: the compiler keeps each in a register of its own.</summary>
internal readonly struct Vector128x4
{
    public readonly Vector128<float> First;
    public readonly Vector128<float> Second;
    public readonly Vector128<float> Third;
    public readonly Vector128<float> Fourth;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128x4(Vector128<float> first, Vector128<float> second, Vector128<float> third, Vector128<float> fourth)
    {
        First = first;
        Second = second;
        Third = third;
        Fourth = fourth;
    }
}
