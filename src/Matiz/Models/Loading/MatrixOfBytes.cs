using Matiz.Tensors;
using Matiz.Tensors.Operations.Linear.Dots;

namespace Matiz.Models.Loading;

/// <summary>
/// A matrix as 8-bit integers, each row with a scale: those that it was loaded from, else the very ones that Matiz computes with in int8.
/// </summary>
internal sealed class MatrixOfBytes
{
    /// <summary>Rounds a parameter [rows, columns].</summary>
    public MatrixOfBytes(Parameter parameter)
    {
        if (parameter.Quantized is { } quantized)
        {
            (Values, Scales) = (quantized.Values.ToArray(), quantized.Scales.ToArray());
            return;
        }

        int rows = parameter.Shape[0], columns = parameter.Shape[1];
        float[] numbers = new float[(long)rows * columns];
        parameter.Value.CopyTo(numbers);
        (Values, Scales) = (new sbyte[numbers.Length], new float[rows]);
        for (int row = 0; row < rows; row++)
            Scales[row] = Round(numbers.AsSpan(row * columns, columns), Values.AsSpan(row * columns, columns));
    }

    /// <summary>The integers, within ±127, row by row.</summary>
    public sbyte[] Values { get; }

    /// <summary>A scale for each row; 0 where all its numbers are 0.</summary>
    public float[] Scales { get; }

    private static unsafe float Round(ReadOnlySpan<float> numbers, Span<sbyte> values)
    {
        fixed (float* from = numbers)
        fixed (sbyte* into = values)
        {
            return QuantizedRows.Quantize(from, numbers.Length, into);
        }
    }
}
