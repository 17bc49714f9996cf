namespace Matiz.Tensors.Tests;

public sealed class ParameterQuantizedTests
{
    private static readonly float[] Scales = [0.37f, 0, 3e-39f, 1e30f, 1f];

    // Below, on and above the width of a vector of bytes.
    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(33)]
    [InlineData(384)]
    public void SetQuantized_Values_AreIntegersTimesTheScaleOfTheirRow(int columns)
    {
        using var parameter = new Parameter(Device.Default, "x", [Scales.Length, columns]);
        sbyte[] integers = [.. Enumerable.Range(0, Scales.Length * columns).Select(i => (sbyte)((i * 29 % 255) - 127))];

        parameter.SetQuantized(integers, Scales);

        Assert.Equal(integers.Select((value, i) => value * Scales[i / columns]), parameter.Value.ToArray());
        Assert.Equal(integers, parameter.Quantized!.Values.ToArray());
        Assert.Equal(Scales, parameter.Quantized.Scales.ToArray());
    }

    [Fact]
    public void CopyFrom_OtherValues_DropsTheIntegers_AndWrongSizesAreRefused()
    {
        using var parameter = new Parameter(Device.Default, "x", [2, 3]);
        Assert.Throws<ArgumentException>(() => parameter.SetQuantized(new sbyte[5], new float[2]));
        Assert.Throws<ArgumentException>(() => parameter.SetQuantized(new sbyte[6], new float[3]));
        parameter.SetQuantized([1, 2, 3, 4, 5, 6], [1, 2]);
        parameter.CopyFrom([1, 2, 3, 4, 5, 6]);
        Assert.Null(parameter.Quantized);
    }
}
