using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Matiz.Tensors.Operations.Linear.Dots;

/// <summary>Integers in 512-bit vectors: AVX-512 F and BW.</summary>
internal readonly unsafe struct Integers512 : IIntegerSimd<Vector512<float>>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> MultiplyAddPairs(Vector512<float> a, Vector512<float> b) =>
        Avx512BW.MultiplyAddAdjacent(a.AsInt16(), b.AsInt16()).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> ToFloats(Vector512<float> integers) => Avx512F.ConvertToVector512Single(integers.AsInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> ToIntegers(Vector512<float> numbers) => Avx512F.ConvertToVector512Int32(numbers).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBytes(Vector512<float> integers, byte* destination) =>
        Avx512F.ConvertToVector128Byte(integers.AsUInt32()).Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreWords(Vector512<float> integers, short* destination) =>
        Avx512F.ConvertToVector256Int16(integers.AsInt32()).Store(destination);
}
