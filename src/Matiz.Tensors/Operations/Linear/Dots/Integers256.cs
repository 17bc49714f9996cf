using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Matiz.Tensors.Operations.Linear.Dots;

/// <summary>Integers in 256-bit vectors: AVX2.</summary>
internal readonly unsafe struct Integers256 : IIntegerSimd<Vector256<float>>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> MultiplyAddPairs(Vector256<float> a, Vector256<float> b) =>
        Avx2.MultiplyAddAdjacent(a.AsInt16(), b.AsInt16()).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> ToFloats(Vector256<float> integers) => Avx.ConvertToVector256Single(integers.AsInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> ToIntegers(Vector256<float> numbers) => Avx.ConvertToVector256Int32(numbers).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBytes(Vector256<float> integers, byte* destination)
    {
        Integers128.StoreBytes(integers.GetLower(), destination);
        Integers128.StoreBytes(integers.GetUpper(), destination + 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreWords(Vector256<float> integers, short* destination) =>
        Sse2.PackSignedSaturate(integers.GetLower().AsInt32(), integers.GetUpper().AsInt32()).Store(destination);
}
