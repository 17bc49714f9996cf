using System.Runtime.InteropServices;
using Matiz.Formats.Arrays;
using Matiz.Formats.Safetensors;

namespace Matiz.Formats.Tests.Arrays;

public sealed class DequantizedArrayTests
{
    private const int Rows = 5, Columns = 7;

    private static readonly float[] Scales = [0.5f, 0, 3e-39f, 1.1f, 1e30f];

    // Whole rows, parts of rows, several rows, one number.
    [Theory]
    [InlineData(0, 35)]
    [InlineData(3, 2)]
    [InlineData(6, 1)]
    [InlineData(6, 9)]
    [InlineData(10, 25)]
    [InlineData(34, 1)]
    [InlineData(4, 0)]
    public void Read_AnyPart_IsEachNumberTimesTheScaleOfItsRow(int start, int count)
    {
        sbyte[] values = [.. Enumerable.Range(0, Rows * Columns).Select(i => (sbyte)((i * 29 % 255) - 127))];
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, [TensorToWrite.From<sbyte>("x", [Rows, Columns], values)]);
        using var file = SafetensorsFile.Open("x", stream.ToArray());
        var array = new DequantizedArray(file.Tensors[0], Scales);
        float[] expected = [.. values.Select((value, i) => value * Scales[i / Columns])];

        float[] floats = new float[count], bytes = new float[count];
        array.ReadFloats(start, floats);
        array.CopyBytes(start * sizeof(float), MemoryMarshal.AsBytes(bytes.AsSpan()));

        Assert.Equal((ArrayDType.Float32, Rows * Columns), (array.DType, array.ElementCount));
        Assert.Equal(expected[start..(start + count)], floats);
        Assert.Equal(floats, bytes);
    }

    [Fact]
    public void New_AnotherNumberOfScales_OrOfAxes_IsRefused()
    {
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(
            stream, [TensorToWrite.From<sbyte>("x", [3, 2], new sbyte[6]), TensorToWrite.From<sbyte>("y", [3], new sbyte[3])]);
        using var file = SafetensorsFile.Open("x", stream.ToArray());
        Assert.Throws<ArgumentException>(() => new DequantizedArray(file.Tensors[0], [1, 1]));
        Assert.Throws<ArgumentException>(() => new DequantizedArray(file.Tensors[1], [1, 1, 1]));
    }
}
