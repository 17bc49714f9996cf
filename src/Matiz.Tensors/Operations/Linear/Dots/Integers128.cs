using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Matiz.Tensors.Operations.Linear.Dots;

/// <summary>Integers in 128-bit vectors on any processor.</summary>
internal readonly unsafe struct Integers128 : IIntegerSimd<Vector128<float>>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> MultiplyAddPairs(Vector128<float> a, Vector128<float> b)
    {
        if (Sse2.IsSupported) return Sse2.MultiplyAddAdjacent(a.AsInt16(), b.AsInt16()).AsSingle();
        if (AdvSimd.Arm64.IsSupported)
        {
            var low = AdvSimd.MultiplyWideningLower(a.AsInt16().GetLower(), b.AsInt16().GetLower());
            return AdvSimd.Arm64.AddPairwise(low, AdvSimd.MultiplyWideningUpper(a.AsInt16(), b.AsInt16())).AsSingle();
        }

        Vector128<int> x = a.AsInt32(), y = b.AsInt32();
        return (((x << 16 >> 16) * (y << 16 >> 16)) + ((x >> 16) * (y >> 16))).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> ToFloats(Vector128<float> integers) => Vector128.ConvertToSingle(integers.AsInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> ToIntegers(Vector128<float> numbers) =>
        Vector128.ConvertToInt32Native(Vector128.Round(numbers)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBytes(Vector128<float> integers, byte* destination)
    {
        var words = Vector128.Narrow(integers.AsUInt32(), integers.AsUInt32());
        *(uint*)destination = Vector128.Narrow(words, words).AsUInt32().ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreWords(Vector128<float> integers, short* destination) =>
        Vector128.Narrow(integers.AsInt32(), integers.AsInt32()).GetLower().Store(destination);
}
