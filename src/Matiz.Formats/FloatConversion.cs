using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Matiz.Formats;

/// <summary>Little-endian array bytes to singles, and singles to halves. Every value that a single can hold is exact.</summary>
public static unsafe class FloatConversion
{
    /// <summary>Elements that one thread converts at a time: 1 MiB of singles, so that a chunk stays in a core's cache.</summary>
    private const int Chunk = 1 << 18;

    /// <summary>True when <see cref="ToFloats(ArrayDType, ReadOnlySpan{byte}, Span{float})"/> knows the type.</summary>
    public static bool CanConvert(ArrayDType dtype) => dtype is
        ArrayDType.Bool or ArrayDType.UInt8 or ArrayDType.Int8 or ArrayDType.UInt16 or ArrayDType.Int16 or ArrayDType.UInt32 or
        ArrayDType.Int32 or ArrayDType.UInt64 or ArrayDType.Int64 or ArrayDType.Float16 or ArrayDType.BFloat16 or
        ArrayDType.Float32 or ArrayDType.Float64;

    /// <summary>
    /// Converts an array to singles; integers and doubles are rounded to nearest even. Arrays above half a million elements are
    /// spread over the cores; the result does not depend on how many there are.
    /// </summary>
    /// <param name="dtype">The element type of <paramref name="source"/>.</param>
    /// <param name="source">The array's bytes, at any alignment.</param>
    /// <param name="destination">One single for each element.</param>
    /// <exception cref="ArgumentException">The lengths do not agree.</exception>
    /// <exception cref="NotSupportedException"><see cref="CanConvert"/> is false.</exception>
    public static void ToFloats(ArrayDType dtype, ReadOnlySpan<byte> source, Span<float> destination)
    {
        if (source.Length != (long)destination.Length * dtype.Bits() / 8)
        {
            throw new ArgumentException(
                $"{source.Length} bytes of {dtype} do not make {destination.Length} singles.", nameof(destination));
        }

        fixed (byte* from = source)
        fixed (float* to = destination)
            ToFloats(dtype, from, to, destination.Length);
    }

    /// <summary>Rounds singles to halves, to nearest even; what is too large becomes an infinity.</summary>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is shorter than <paramref name="source"/>.</exception>
    public static void ToHalves(ReadOnlySpan<float> source, Span<Half> destination)
    {
        if (destination.Length < source.Length)
            throw new ArgumentException($"{destination.Length} halves cannot take {source.Length} singles.", nameof(destination));
        for (int i = 0; i < source.Length; i++) destination[i] = (Half)source[i];
    }

    /// <summary>Rounds singles to the upper half of a single each, to nearest even; NaN stays NaN.</summary>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is shorter than <paramref name="source"/>.</exception>
    internal static void ToBFloat16s(ReadOnlySpan<float> source, Span<ushort> destination)
    {
        if (destination.Length < source.Length)
            throw new ArgumentException($"{destination.Length} places cannot take {source.Length} singles.", nameof(destination));
        for (int i = 0; i < source.Length; i++)
        {
            uint bits = BitConverter.SingleToUInt32Bits(source[i]);
            destination[i] = float.IsNaN(source[i])
                ? (ushort)((bits >> 16) | 0x40)
                : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
        }
    }

    internal static void ToFloats(ArrayDType dtype, byte* source, float* destination, long count)
    {
        if (!CanConvert(dtype)) throw new NotSupportedException($"{dtype} has no conversion to single precision.");
        if (count < 2 * Chunk || Environment.ProcessorCount == 1)
        {
            Convert(dtype, source, destination, count);
            return;
        }

        int size = dtype.Bits() / 8;
        SharedLoop.Run(checked((int)((count + Chunk - 1) / Chunk)), chunk =>
        {
            long start = (long)chunk * Chunk;
            Convert(dtype, source + (start * size), destination + start, Math.Min(Chunk, count - start));
        });
    }

    private static void Convert(ArrayDType dtype, byte* source, float* destination, long count)
    {
        switch (dtype)
        {
            case ArrayDType.Float32: Buffer.MemoryCopy(source, destination, count * sizeof(float), count * sizeof(float)); break;
            case ArrayDType.Float16: FromHalf(source, destination, count); break;
            case ArrayDType.BFloat16: FromBFloat16(source, destination, count); break;
            case ArrayDType.Float64: FromNumber<double>(source, destination, count); break;
            case ArrayDType.Int64: FromNumber<long>(source, destination, count); break;
            case ArrayDType.UInt64: FromNumber<ulong>(source, destination, count); break;
            case ArrayDType.Int32: FromNumber<int>(source, destination, count); break;
            case ArrayDType.UInt32: FromNumber<uint>(source, destination, count); break;
            case ArrayDType.Int16: FromNumber<short>(source, destination, count); break;
            case ArrayDType.UInt16: FromNumber<ushort>(source, destination, count); break;
            case ArrayDType.Int8: FromNumber<sbyte>(source, destination, count); break;
            default: FromNumber<byte>(source, destination, count); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FromHalf(byte* source, float* destination, long count)
    {
        long i = 0;
        for (; i + Vector256<ushort>.Count <= count; i += Vector256<ushort>.Count)
        {
            var (lower, upper) = Vector256.Widen(Vector256.Load((ushort*)source + i));
            HalfToSingle(lower).Store(destination + i);
            HalfToSingle(upper).Store(destination + i + Vector256<float>.Count);
        }

        FromNumber<Half>(source + (i * sizeof(Half)), destination + i, count - i);
    }

    // A half is s eeeee mmmmmmmmmm. Shifted by 13 its exponent and mantissa lie in a single's fields, and the exponent lacks 127 - 15 =
    // 112. Exponent 31 (infinity, NaN) lacks 112 once more. Exponent 0 (zero, subnormal) is m · 2^-24: put 1.m · 2^-14 there, subtract
    // 2^-14.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> HalfToSingle(Vector256<uint> half)
    {
        var rebias = Vector256.Create(112u << 23);
        var smallest = Vector256.Create(113u << 23);
        var sign = (half & Vector256.Create(0x8000u)) << 16;
        var bits = (half & Vector256.Create(0x7fffu)) << 13;
        var exponent = bits & Vector256.Create(31u << 23);
        var isSpecial = Vector256.Equals(exponent, Vector256.Create(31u << 23));
        var isSubnormal = Vector256.Equals(exponent, Vector256<uint>.Zero);
        var normal = bits + rebias + (rebias & isSpecial);
        var subnormal = ((bits + smallest).AsSingle() - smallest.AsSingle()).AsUInt32();
        return (Vector256.ConditionalSelect(isSubnormal, subnormal, normal) | sign).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FromBFloat16(byte* source, float* destination, long count)
    {
        long i = 0;
        for (; i + Vector256<ushort>.Count <= count; i += Vector256<ushort>.Count)
        {
            var (lower, upper) = Vector256.Widen(Vector256.Load((ushort*)source + i));
            (lower << 16).AsSingle().Store(destination + i);
            (upper << 16).AsSingle().Store(destination + i + Vector256<float>.Count);
        }

        for (; i < count; i++)
            destination[i] = BitConverter.UInt32BitsToSingle((uint)Unsafe.ReadUnaligned<ushort>(source + (i * sizeof(ushort))) << 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FromNumber<T>(byte* source, float* destination, long count) where T : unmanaged, INumberBase<T>
    {
        for (long i = 0; i < count; i++) destination[i] = float.CreateTruncating(Unsafe.ReadUnaligned<T>(source + (i * sizeof(T))));
    }
}
