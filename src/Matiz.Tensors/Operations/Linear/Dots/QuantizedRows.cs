using System.Runtime.CompilerServices;

namespace Matiz.Tensors.Operations.Linear.Dots;

/// <summary>
/// 8-bit integers of a row of numbers, of weights and activations alike: s = max|x|/127, q = x/s rounded to the nearest, the even one of
/// two, within ±127; all zero where s is. A row that holds infinity or what is no number has no scale (NaN), and so no finite result.
/// </summary>
internal static unsafe class QuantizedRows
{
    /// <summary>The largest quantized number.</summary>
    public const int Largest = 127;

    /// <summary>Quantizes a row by the plain loop.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="count">How many.</param>
    /// <param name="quantized">As many integers.</param>
    /// <returns>The scale s.</returns>
    public static float Quantize(float* values, int count, sbyte* quantized)
    {
        int largest = 0;                                    // of the bits: NaN is above infinity, infinity above all numbers
        for (int i = 0; i < count; i++) largest = Math.Max(largest, BitConverter.SingleToInt32Bits(values[i]) & int.MaxValue);
        float scale = ScaleOf(largest);
        for (int i = 0; i < count; i++) quantized[i] = Quantize(values[i], scale);
        return scale;
    }

    /// <summary>One number by its row's scale.</summary>
    public static sbyte Quantize(float value, float scale) =>
        scale > 0 ? (sbyte)Math.Clamp(MathF.Round(value / scale), -Largest, Largest) : (sbyte)0;

    /// <summary>The scale of a row by the bits of its largest absolute value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float ScaleOf(int largestBits)
    {
        float largest = BitConverter.Int32BitsToSingle(largestBits);
        return float.IsFinite(largest) ? largest / Largest : float.NaN;
    }
}
