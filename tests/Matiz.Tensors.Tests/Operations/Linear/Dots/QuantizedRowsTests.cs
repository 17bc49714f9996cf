using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Matiz.Tensors.Operations.Linear.Dots;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Tests.Operations.Linear.Dots;

public unsafe class QuantizedRowsTests
{
    private static readonly int[] Counts = [1, 3, 4, 7, 8, 15, 16, 17, 31, 32, 33, 47, 48, 49, 63, 64, 65, 127, 384, 769];

    private static IEnumerable<(string Name, Func<DotElement, RowQuantizer> Make)> Quantizers
    {
        get
        {
            yield return ("128 bits", RowQuantizers<Integers128, Simd128, Vector128<float>>.To);
            if (Avx2.IsSupported && Fma.IsSupported) yield return ("256 bits", RowQuantizers<Integers256, Simd256, Vector256<float>>.To);
            if (Vector512.IsHardwareAccelerated && Avx512BW.IsSupported)
                yield return ("512 bits", RowQuantizers<Integers512, Simd512, Vector512<float>>.To);
        }
    }

    [Fact]
    public void Quantize_KnownRow_GivesTheReferencesIntegers()
    {
        float[] row = [1.27f, -1.27f, 0.005f, 0.015f, -0.025f, 0, -0f, 0.634f];
        sbyte[] expected = [127, -127, 0, 2, -2, 0, 0, 63];   // s = 0.01 (rounded): 0.5 to 0, 1.5 to 2, -2.5 to -2
        var actual = new sbyte[row.Length];
        float scale = Plain(row, actual);
        Assert.Equal(1.27f / 127, scale);
        for (int i = 0; i < row.Length; i++)
        {
            if (i is not (2 or 3 or 4)) Assert.Equal(expected[i], actual[i]);
            Assert.Equal((sbyte)MathF.Round(row[i] / scale), actual[i]);
        }
    }

    [Fact]
    public void Quantize_HalfWay_GoesToTheEvenOne()
    {
        float[] row = [127, 0.5f, 1.5f, 2.5f, -0.5f, -1.5f, -2.5f, 125.5f, 126.5f, -126.5f];
        var actual = new sbyte[row.Length];
        Assert.Equal(1, Plain(row, actual));
        Assert.Equal<sbyte>([127, 0, 2, 2, 0, -2, -2, 126, 126, -126], actual);
    }

    [Fact]
    public void Quantize_ARowOfZeros_HasScaleZero()
    {
        var actual = new sbyte[] { 1, 1 };
        Assert.Equal(0, Plain([0, -0f], actual));
        Assert.Equal<sbyte>([0, 0], actual);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Quantize_WhatIsNoFiniteNumber_HasNoScale(float value)
    {
        foreach (var (name, make) in Quantizers)
        {
            float[] row = [1, 2, value, 3, 4];
            Assert.True(float.IsNaN(Plain(row, new sbyte[5])));
            Assert.True(float.IsNaN(ByVector(make(DotElement.Int8), row, new int[5])), name);
        }
    }

    [Fact]
    public void Quantize_EveryVectorAndElement_EqualsThePlainLoop()
    {
        foreach (var (name, make) in Quantizers)
        {
            foreach (var element in (DotElement[])[DotElement.Int8, DotElement.OffsetInt8, DotElement.Int16])
            {
                foreach (float size in (float[])[1, 1e-8f, 3e-29f, 1e-37f, 1e-44f, 3e37f, 3.4e38f, 127, 0])
                {
                    foreach (int count in Counts) AssertEqual(name, make(element), LinearCase.Numbers(count, count, size));
                }
            }
        }
    }

    // Numbers right at, below and above each point half way between two integers, where a quotient that is not rounded as a division is
    // would fall on the wrong side.
    [Fact]
    public void Quantize_AroundEveryHalf_EqualsThePlainLoop()
    {
        var random = new System.Random(5);
        for (int trial = 0; trial < 300; trial++)
        {
            float scale = (random.NextSingle() + 0.5f) * MathF.Pow(2, random.Next(-80, 80));
            var row = new float[1 + (127 * 7)];
            row[0] = scale * 127;
            scale = row[0] / 127;
            for (int i = 0; i < 127; i++)
            {
                float half = scale * (i + 0.5f);
                for (int j = 0; j < 7; j++)
                    row[1 + (i * 7) + j] =
                        (j % 2 == 0 ? 1 : -1) * BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(half) + j - 3);
            }

            for (int i = 0; i < row.Length; i++) row[i] = Math.Clamp(row[i], -row[0], row[0]);
            foreach (var (name, make) in Quantizers) AssertEqual(name, make(DotElement.Int8), row);
        }
    }

    private static void AssertEqual(string name, RowQuantizer quantizer, float[] row)
    {
        var expected = new sbyte[row.Length];
        var actual = new int[row.Length];
        Assert.Equal(Plain(row, expected), ByVector(quantizer, row, actual));
        for (int i = 0; i < row.Length; i++)
        {
            if (expected[i] != actual[i])
                Assert.Fail($"{name}, {quantizer.Element}, {row.Length} numbers: {row[i]:r} is {actual[i]}, expected {expected[i]}");
        }
    }

    private static float Plain(float[] row, sbyte[] quantized)
    {
        fixed (float* x = row)
        fixed (sbyte* q = quantized) return QuantizedRows.Quantize(x, row.Length, q);
    }

    // Also looks at what the row is filled up with.
    private static float ByVector(RowQuantizer quantizer, float[] row, int[] quantized)
    {
        int bytes = DotElements.GroupsOf(quantizer.Element, row.Length) * DotTile.GroupBytes;
        var memory = new byte[bytes];
        Array.Fill(memory, (byte)77);
        float scale;
        fixed (float* x = row)
        fixed (byte* q = memory)
        {
            scale = quantizer.Quantize(x, row.Length, q, bytes);
            for (int i = 0; i < bytes / DotElements.BytesOf(quantizer.Element); i++)
            {
                int value = quantizer.Element switch
                {
                    DotElement.Int8 => ((sbyte*)q)[i],
                    DotElement.OffsetInt8 => q[i] - OffsetInt8Element.Offset,
                    _ => ((short*)q)[i],
                };
                if (i < quantized.Length) quantized[i] = value;
                else Assert.Equal(0, value);
            }
        }

        return scale;
    }
}
