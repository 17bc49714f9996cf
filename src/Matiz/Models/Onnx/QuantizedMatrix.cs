using Matiz.Tensors;

namespace Matiz.Models.Onnx;

/// <summary>A matrix as 8-bit integers, each row with a scale: q·s, where s = max|x|/127 and q = x/s rounded to the nearest even.</summary>
internal sealed class QuantizedMatrix
{
    private const float Greatest = 127;

    /// <summary>Rounds a parameter [rows, columns].</summary>
    public QuantizedMatrix(Parameter parameter)
    {
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

    private static float Round(ReadOnlySpan<float> numbers, Span<sbyte> values)
    {
        float greatest = 0;
        foreach (float number in numbers) greatest = MathF.Max(greatest, MathF.Abs(number));
        float scale = greatest / Greatest;
        if (scale == 0) return 0;                                           // the values are zeros already
        for (int i = 0; i < numbers.Length; i++)
            values[i] = (sbyte)Math.Clamp(MathF.Round(numbers[i] / scale, MidpointRounding.ToEven), -Greatest, Greatest);
        return scale;
    }
}
