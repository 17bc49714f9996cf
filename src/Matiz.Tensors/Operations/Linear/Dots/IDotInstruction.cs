using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Operations.Linear.Dots;

/// <summary>The instruction that a tile of dot products is made of.</summary>
/// <typeparam name="V">The vector type.</typeparam>
internal interface IDotInstruction<V>
    where V : struct
{
    /// <summary>What it multiplies.</summary>
    static abstract DotElement Element { get; }

    /// <summary>Each 32-bit lane: sum + the products of the numbers in that lane of a and of b.</summary>
    static abstract V MultiplyAdd(V a, V b, V sum);
}

/// <summary>
/// Products of 16-bit integers, added in pairs, and an addition: two instructions where 8-bit integers without a dot product need four
/// (absolute value times signed weight saturates at 16 bits unless each row moves its signs to the weights first).
/// </summary>
/// <typeparam name="D">Integers of the vector.</typeparam>
/// <typeparam name="S">The vector width.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
internal readonly struct PairProducts<D, S, V> : IDotInstruction<V>
    where D : struct, IIntegerSimd<V>
    where S : struct, ISimd<V>
    where V : struct
{
    public static DotElement Element => DotElement.Int16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V MultiplyAdd(V a, V b, V sum) => S.AddIntegers(sum, D.MultiplyAddPairs(a, b));
}

/// <summary>Products of unsigned by signed 8-bit integers, four to a sum, in one instruction of 256 bits (AVX-VNNI).</summary>
internal readonly struct QuadProducts256 : IDotInstruction<Vector256<float>>
{
    public static DotElement Element => DotElement.OffsetInt8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> MultiplyAdd(Vector256<float> a, Vector256<float> b, Vector256<float> sum) =>
        AvxVnni.MultiplyWideningAndAdd(sum.AsInt32(), a.AsByte(), b.AsSByte()).AsSingle();
}
