using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Matiz.Tensors.Operations.Linear.Dots;

/// <summary>
/// The upper half of a 32-bit number as a number of its own: eight bits of exponent, eight of precision. Rounded to the nearest, the even
/// one of two; infinities stay, a NaN stays one, and what is too large becomes infinite, as everywhere in IEEE 754.
/// </summary>
internal static class BFloat16Bits
{
    private const uint UpperHalf = 0xFFFF_0000;
    private const uint Infinity = 0x7F80_0000;
    private const uint Magnitude = 0x7FFF_FFFF;
    private const uint Quiet = 0x0040_0000;

    /// <summary>The nearest number of bfloat16.</summary>
    public static float Round(float value) =>
        BitConverter.UInt32BitsToSingle(RoundedBits(BitConverter.SingleToUInt32Bits(value)) & UpperHalf);

    /// <summary>Two numbers as one group: the first in the lower half.</summary>
    public static uint Pair(float first, float second) =>
        (RoundedBits(BitConverter.SingleToUInt32Bits(first)) >> 16) | (RoundedBits(BitConverter.SingleToUInt32Bits(second)) & UpperHalf);

    /// <summary>Two vectors as groups, lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Pair(Vector512<float> first, Vector512<float> second) =>
        (RoundedBits(first.AsUInt32()) >>> 16) | (RoundedBits(second.AsUInt32()) & Vector512.Create(UpperHalf));

    /// <summary>Thirty-two numbers that follow one another as sixteen groups of neighbours.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> PairNeighbours(Vector512<float> low, Vector512<float> high) =>
        Vector512.Narrow(RoundedBits(low.AsUInt32()) >>> 16, RoundedBits(high.AsUInt32()) >>> 16).AsUInt32();

    /// <summary>The first number of each group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> First(Vector512<uint> groups) => (groups << 16).AsSingle();

    /// <summary>The second number of each group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Second(Vector512<uint> groups) => (groups & Vector512.Create(UpperHalf)).AsSingle();

    // Half a unit of the last place that stays, less one where that place is even, carries exactly when the number rounds up.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint RoundedBits(uint bits) =>
        (bits & Magnitude) > Infinity ? bits | Quiet : bits + 0x7FFF + ((bits >> 16) & 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> RoundedBits(Vector512<uint> bits)
    {
        var rounded = bits + Vector512.Create(0x7FFFu) + ((bits >>> 16) & Vector512.Create(1u));
        var isNaN = Vector512.GreaterThan(bits & Vector512.Create(Magnitude), Vector512.Create(Infinity));
        return Vector512.ConditionalSelect(isNaN, bits | Vector512.Create(Quiet), rounded);
    }
}
