using System.Runtime.InteropServices;

namespace Matiz.Formats.Tests;

public class FloatConversionTests
{
    [Fact]
    public void ToFloats_EveryHalf_EqualsThePlatformsConversion()
    {
        var bits = Enumerable.Range(0, 65536).Select(i => (ushort)i).ToArray();
        var found = new float[bits.Length];
        FloatConversion.ToFloats(ArrayDType.Float16, MemoryMarshal.AsBytes(bits.AsSpan()), found);
        for (int i = 0; i < bits.Length; i++)
        {
            float expected = (float)BitConverter.UInt16BitsToHalf(bits[i]);
            if (float.IsNaN(expected)) Assert.True(float.IsNaN(found[i]) && float.IsNegative(found[i]) == float.IsNegative(expected));
            else Assert.Equal(BitConverter.SingleToUInt32Bits(expected), BitConverter.SingleToUInt32Bits(found[i]));
        }
    }

    [Fact]
    public void ToFloats_EveryBFloat16_IsTheUpperHalfOfTheSingle()
    {
        var bits = Enumerable.Range(0, 65536).Select(i => (ushort)i).ToArray();
        var found = new float[bits.Length];
        FloatConversion.ToFloats(ArrayDType.BFloat16, MemoryMarshal.AsBytes(bits.AsSpan()), found);
        Assert.Equal(bits.Select(b => (uint)b << 16), found.Select(BitConverter.SingleToUInt32Bits));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(33)]
    public void ToFloats_OddLengthsAtOddAddresses_ConvertEveryElement(int count)
    {
        var halves = Enumerable.Range(0, count).Select(i => (Half)(i - 3.5f)).ToArray();
        byte[] shifted = [0xff, .. MemoryMarshal.AsBytes(halves.AsSpan())];
        var found = new float[count];
        FloatConversion.ToFloats(ArrayDType.Float16, shifted.AsSpan(1), found);
        Assert.Equal(Enumerable.Range(0, count).Select(i => i - 3.5f), found);

        byte[] upper =
            [0xff, .. halves.SelectMany(half => BitConverter.GetBytes((ushort)(BitConverter.SingleToUInt32Bits((float)half) >> 16)))];
        FloatConversion.ToFloats(ArrayDType.BFloat16, upper.AsSpan(1), found);
        Assert.Equal(Enumerable.Range(0, count).Select(i => i - 3.5f), found);
    }

    [Fact]
    public void ToFloats_ALargeArray_IsTheSameAsInParts()
    {
        var random = new Random(1);
        var halves = Enumerable.Range(0, 1_300_001).Select(_ => (Half)((random.NextSingle() * 2) - 1)).ToArray();
        var found = new float[halves.Length];
        FloatConversion.ToFloats(ArrayDType.Float16, MemoryMarshal.AsBytes(halves.AsSpan()), found);
        Assert.Equal(halves.Select(half => (float)half), found);
    }

    [Fact]
    public void ToFloats_IntegersAndDoubles_AreRoundedToTheNearestSingle()
    {
        Assert.Equal([-1f, 16777216f, 9223372036854775807f], Convert(ArrayDType.Int64, new long[] { -1, 16777217, long.MaxValue }));
        Assert.Equal([18446744073709551615f], Convert(ArrayDType.UInt64, new ulong[] { ulong.MaxValue }));
        Assert.Equal([-2147483648f, 5f], Convert(ArrayDType.Int32, new int[] { int.MinValue, 5 }));
        Assert.Equal([4294967295f], Convert(ArrayDType.UInt32, new uint[] { uint.MaxValue }));
        Assert.Equal([-32768f], Convert(ArrayDType.Int16, new short[] { short.MinValue }));
        Assert.Equal([65535f], Convert(ArrayDType.UInt16, new ushort[] { ushort.MaxValue }));
        Assert.Equal([-128f], Convert(ArrayDType.Int8, new sbyte[] { sbyte.MinValue }));
        Assert.Equal([255f], Convert(ArrayDType.UInt8, new byte[] { 255 }));
        Assert.Equal([1f, 0f], Convert(ArrayDType.Bool, new bool[] { true, false }));
        Assert.Equal([(float)Math.PI, float.PositiveInfinity], Convert(ArrayDType.Float64, new double[] { Math.PI, 1e300 }));
        Assert.Equal([1.25f], Convert(ArrayDType.Float32, new float[] { 1.25f }));
    }

    [Fact]
    public void ToFloats_WrongLengthOrType_Throws()
    {
        Assert.Throws<ArgumentException>(() => FloatConversion.ToFloats(ArrayDType.Float32, new byte[7], new float[2]));
        Assert.Throws<NotSupportedException>(() => FloatConversion.ToFloats(ArrayDType.Complex64, new byte[8], new float[1]));
    }

    [Fact]
    public void ToHalves_RoundsToNearestEven()
    {
        float[] source = [1 + (1f / 2048), 1 + (3f / 2048), 65504, 65520, -1e-8f, 2.98023224e-8f, float.NaN];
        var found = new Half[source.Length];
        FloatConversion.ToHalves(source, found);
        Assert.Equal([0x3c00, 0x3c02, 0x7bff, 0x7c00, 0x8000, 0x0000], found[..6].Select(half => (int)BitConverter.HalfToUInt16Bits(half)));
        Assert.True(Half.IsNaN(found[6]));
    }

    private static float[] Convert<T>(ArrayDType dtype, T[] values) where T : unmanaged
    {
        var found = new float[values.Length];
        FloatConversion.ToFloats(dtype, MemoryMarshal.AsBytes(values.AsSpan()), found);
        Assert.Equal(dtype, ArrayDTypes.For<T>());
        return found;
    }
}
