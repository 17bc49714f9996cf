using Matiz.Formats.Safetensors;

namespace Matiz.Formats.Tests;

public class ArrayDTypeTests
{
    [Theory]
    [InlineData(ArrayDType.Bool, "BOOL", 8)]
    [InlineData(ArrayDType.Float4, "F4", 4)]
    [InlineData(ArrayDType.UInt8, "U8", 8)]
    [InlineData(ArrayDType.Int8, "I8", 8)]
    [InlineData(ArrayDType.Float8E5M2, "F8_E5M2", 8)]
    [InlineData(ArrayDType.Float8E4M3, "F8_E4M3", 8)]
    [InlineData(ArrayDType.Float8E8M0, "F8_E8M0", 8)]
    [InlineData(ArrayDType.Float8E4M3Fnuz, "F8_E4M3FNUZ", 8)]
    [InlineData(ArrayDType.Float8E5M2Fnuz, "F8_E5M2FNUZ", 8)]
    [InlineData(ArrayDType.Int16, "I16", 16)]
    [InlineData(ArrayDType.UInt16, "U16", 16)]
    [InlineData(ArrayDType.Float16, "F16", 16)]
    [InlineData(ArrayDType.BFloat16, "BF16", 16)]
    [InlineData(ArrayDType.Int32, "I32", 32)]
    [InlineData(ArrayDType.UInt32, "U32", 32)]
    [InlineData(ArrayDType.Float32, "F32", 32)]
    [InlineData(ArrayDType.Complex64, "C64", 64)]
    [InlineData(ArrayDType.Float64, "F64", 64)]
    [InlineData(ArrayDType.Int64, "I64", 64)]
    [InlineData(ArrayDType.UInt64, "U64", 64)]
    public void NameAndBits_OfEveryType_AreThoseOfTheFormat(ArrayDType dtype, string name, int bits)
    {
        Assert.Equal(name, SafetensorsDTypes.NameOf(dtype));
        Assert.True(SafetensorsDTypes.TryParse(name, out var parsed));
        Assert.Equal(dtype, parsed);
        Assert.Equal(bits, dtype.Bits());
    }

    [Fact]
    public void TryParse_AnotherName_IsFalse()
    {
        Assert.False(SafetensorsDTypes.TryParse("f32", out _));
        Assert.False(SafetensorsDTypes.TryParse("", out _));
    }

    [Theory]
    [InlineData(ArrayDType.Float32, new long[] { }, true, 1, 4)]
    [InlineData(ArrayDType.Float32, new long[] { 3, 0, 5 }, true, 0, 0)]
    [InlineData(ArrayDType.Float16, new long[] { 3, 5 }, true, 15, 30)]
    [InlineData(ArrayDType.Float4, new long[] { 3, 2 }, true, 6, 3)]
    [InlineData(ArrayDType.UInt8, new long[] { long.MaxValue }, true, long.MaxValue, long.MaxValue)]
    [InlineData(ArrayDType.Float4, new long[] { long.MaxValue - 1 }, true, long.MaxValue - 1, long.MaxValue / 2)]
    public void TryMeasure_AShapeThatFits_CountsElementsAndBytes(ArrayDType dtype, long[] shape, bool fits, long elements, long bytes)
    {
        Assert.Equal(fits, dtype.TryMeasure(shape, out long foundElements, out long foundBytes));
        Assert.Equal((elements, bytes), (foundElements, foundBytes));
    }

    [Theory]
    [InlineData(ArrayDType.UInt8, new long[] { long.MaxValue, 2 })]
    [InlineData(ArrayDType.UInt8, new long[] { 1L << 32, 1L << 32 })]
    [InlineData(ArrayDType.UInt8, new long[] { 1L << 62, 2 })]
    [InlineData(ArrayDType.Float64, new long[] { 1L << 60 })]
    [InlineData(ArrayDType.Float4, new long[] { 3 })]
    public void TryMeasure_AShapeThatDoesNotFit_IsFalse(ArrayDType dtype, long[] shape) =>
        Assert.False(dtype.TryMeasure(shape, out _, out _));
}
