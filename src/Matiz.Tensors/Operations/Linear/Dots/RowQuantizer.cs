using System.Runtime.CompilerServices;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Operations.Linear.Dots;

/// <summary>Quantizes rows by the vector into what a kernel multiplies; a copy of it goes into jobs.</summary>
internal unsafe struct RowQuantizer
{
    /// <summary>What is written.</summary>
    public DotElement Element;

    /// <summary>The bits of the largest absolute value of a row of so many numbers.</summary>
    public delegate*<float*, int, int> LargestBits;

    /// <summary>
    /// Writes a row of so many numbers, given the bits of the largest, to so many bytes, filled up with zeros, and returns the scale; null:
    /// there is no quantizer.
    /// </summary>
    public delegate*<float*, int, int, byte*, nint, float> QuantizeByLargest;

    /// <summary>False: of kernels that read floats.</summary>
    public readonly bool Exists => QuantizeByLargest != null;

    /// <summary>Writes a row of so many numbers to so many bytes, filled up with zeros, and returns the scale.</summary>
    public readonly float Quantize(float* x, int count, byte* row, nint bytes) =>
        QuantizeByLargest(x, count, LargestBits(x, count), row, bytes);
}

/// <summary>What a quantized number is stored as.</summary>
internal unsafe interface IQuantizedElement
{
    /// <summary>What it is.</summary>
    static abstract DotElement Element { get; }

    /// <summary>Writes one.</summary>
    static abstract void Put(int value, int index, byte* row);

    /// <summary>Writes a vector of integers.</summary>
    static abstract void Store<D, S, V>(V integers, int index, byte* row)
        where D : struct, IIntegerSimd<V>
        where S : struct, ISimd<V>
        where V : struct;
}

/// <summary>A signed byte.</summary>
internal readonly unsafe struct Int8Element : IQuantizedElement
{
    public static DotElement Element => DotElement.Int8;

    public static void Put(int value, int index, byte* row) => ((sbyte*)row)[index] = (sbyte)value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<D, S, V>(V integers, int index, byte* row)
        where D : struct, IIntegerSimd<V>
        where S : struct, ISimd<V>
        where V : struct => D.StoreBytes(integers, row + index);
}

/// <summary>An unsigned byte that holds the number + 128.</summary>
internal readonly unsafe struct OffsetInt8Element : IQuantizedElement
{
    /// <summary>What is added.</summary>
    public const int Offset = 128;

    public static DotElement Element => DotElement.OffsetInt8;

    public static void Put(int value, int index, byte* row) => row[index] = (byte)(value + Offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<D, S, V>(V integers, int index, byte* row)
        where D : struct, IIntegerSimd<V>
        where S : struct, ISimd<V>
        where V : struct => D.StoreBytes(S.AddIntegers(integers, S.BroadcastInteger(Offset)), row + index);
}

/// <summary>A signed integer of 16 bits.</summary>
internal readonly unsafe struct Int16Element : IQuantizedElement
{
    public static DotElement Element => DotElement.Int16;

    public static void Put(int value, int index, byte* row) => ((short*)row)[index] = (short)value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<D, S, V>(V integers, int index, byte* row)
        where D : struct, IIntegerSimd<V>
        where S : struct, ISimd<V>
        where V : struct => D.StoreWords(integers, (short*)row + index);
}

/// <summary>Quantizing by the vector, byte for byte as <see cref="QuantizedRows.Quantize(float*, int, sbyte*)"/> does.</summary>
/// <typeparam name="D">Integers of the vector.</typeparam>
/// <typeparam name="S">The vector width.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
internal static unsafe class RowQuantizers<D, S, V>
    where D : struct, IIntegerSimd<V>
    where S : struct, ISimd<V>
    where V : struct
{
    // Below it, reciprocal or remainders leave the normal numbers; such rows are rare and go one by one.
    private const float SmallestScale = 1e-30f;
    private const float LargestScale = 1e30f;

    /// <summary>The quantizer into an element.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The element is not one of 8-bit integers.</exception>
    public static RowQuantizer To(DotElement element) => new()
    {
        Element = element,
        LargestBits = &LargestBits,
        QuantizeByLargest = element switch
        {
            DotElement.Int8 => &Quantize<Int8Element>,
            DotElement.OffsetInt8 => &Quantize<OffsetInt8Element>,
            DotElement.Int16 => &Quantize<Int16Element>,
            _ => throw new ArgumentOutOfRangeException(nameof(element), element, "no element of quantized numbers"),
        },
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Quantize<E>(float* x, int count, int largestBits, byte* row, nint bytes)
        where E : struct, IQuantizedElement
    {
        float scale = QuantizedRows.ScaleOf(largestBits);
        int i = 0;
        if (scale is >= SmallestScale and <= LargestScale)
        {
            V s = S.Broadcast(scale), reciprocal = S.Broadcast(1 / scale);
            for (; i <= count - S.Width; i += S.Width) E.Store<D, S, V>(Divide(S.Load(x + i), s, reciprocal), i, row);
            for (; i < count; i += S.Width) E.Store<D, S, V>(Divide(S.LoadPartial(x + i, count - i), s, reciprocal), i, row);
        }
        else
        {
            for (; i < count; i++) E.Put(QuantizedRows.Quantize(x[i], scale), i, row);
        }

        int end = (int)bytes / DotElements.BytesOf(E.Element);
        for (; i < end; i++) E.Put(0, i, row);
        return scale;
    }

    // x/s as it would be rounded: the reciprocal's quotient, corrected twice by what is left over (Markstein's theorem: the first makes it
    // the one neighbour or the other, the second the nearest). A division takes six times as long.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Divide(V x, V s, V reciprocal)
    {
        var quotient = S.Multiply(x, reciprocal);
        quotient = S.MultiplyAdd(S.NegateMultiplyAdd(quotient, s, x), reciprocal, quotient);
        return D.ToIntegers(S.MultiplyAdd(S.NegateMultiplyAdd(quotient, s, x), reciprocal, quotient));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int LargestBits(float* x, int count)
    {
        var magnitude = S.BroadcastInteger(int.MaxValue);
        V largest0 = S.Zero, largest1 = S.Zero;
        int i = 0;
        for (; i <= count - (2 * S.Width); i += 2 * S.Width)
        {
            largest0 = S.MaxIntegers(largest0, S.And(magnitude, S.Load(x + i)));
            largest1 = S.MaxIntegers(largest1, S.And(magnitude, S.Load(x + i + S.Width)));
        }

        for (; i < count; i += S.Width)
            largest0 = S.MaxIntegers(largest0, S.And(magnitude, S.LoadPartial(x + i, Math.Min(S.Width, count - i))));
        return S.MaxIntegerElement(S.MaxIntegers(largest0, largest1));
    }
}
