using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Matiz.Tensors;

/// <summary>A weight that was read as 8-bit integers, or that devices of integers leave in floats.</summary>
public sealed partial class Parameter
{
    /// <summary>True: devices that compute in int8 compute the layers of this weight in fp32. Default false.</summary>
    public bool KeepsFloat { get; set; }

    /// <summary>
    /// The integers of <see cref="SetQuantized"/>, which linear layers use as they are; null: none, or the values changed.
    /// </summary>
    internal QuantizedMatrix? Quantized { get; private set; }

    /// <summary>
    /// Overwrites the values by integers times the scale of their row, and keeps the integers for devices that compute in int8.
    /// </summary>
    /// <param name="values">[rows, columns], within ±127.</param>
    /// <param name="scales">[rows]</param>
    /// <exception cref="ArgumentException">Another number of values or scales than the matrix has.</exception>
    internal void SetQuantized(ReadOnlySpan<sbyte> values, ReadOnlySpan<float> scales)
    {
        if (values.Length != Length || scales.Length != Value.Rows)
            throw new ArgumentException(
                $"parameter '{Name}' of {Value.Rows} × {Value.Columns} was given {values.Length} integers and {scales.Length} scales.",
                nameof(values));
        var quantized = new QuantizedMatrix(values, scales);
        int columns = Value.Columns;
        Fill(master =>
        {
            ReadOnlySpan<sbyte> integers = quantized.Values;
            ReadOnlySpan<float> factors = quantized.Scales;
            for (int row = 0; row < factors.Length; row++)
                Dequantize(integers.Slice(row * columns, columns), factors[row], master.Slice(row * columns, columns));
        });
        Quantized = quantized;
    }

    // value = integer · scale: all numbers of a folder pass here when it is opened.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Dequantize(ReadOnlySpan<sbyte> integers, float scale, Span<float> values)
    {
        ref sbyte from = ref MemoryMarshal.GetReference(integers);
        ref float to = ref MemoryMarshal.GetReference(values);
        nuint i = 0, count = (nuint)values.Length, width = (nuint)Vector128<sbyte>.Count, step = (nuint)Vector128<float>.Count;
        for (; i + width <= count; i += width)
        {
            var (low, high) = Vector128.Widen(Vector128.LoadUnsafe(ref from, i));
            var (first, second) = Vector128.Widen(low);
            var (third, fourth) = Vector128.Widen(high);
            (Vector128.ConvertToSingle(first) * scale).StoreUnsafe(ref to, i);
            (Vector128.ConvertToSingle(second) * scale).StoreUnsafe(ref to, i + step);
            (Vector128.ConvertToSingle(third) * scale).StoreUnsafe(ref to, i + (2 * step));
            (Vector128.ConvertToSingle(fourth) * scale).StoreUnsafe(ref to, i + (3 * step));
        }

        for (; i < count; i++) Unsafe.Add(ref to, i) = Unsafe.Add(ref from, i) * scale;
    }

    private void DropQuantized()
    {
        Quantized?.Dispose();
        Quantized = null;
    }
}
