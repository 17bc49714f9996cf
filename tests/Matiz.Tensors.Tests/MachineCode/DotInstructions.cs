namespace Matiz.Tensors.Tests.MachineCode;

/// <summary>What one 32-bit group times another adds, by the manual's text for each instruction.</summary>
internal static class DotInstructions
{
    /// <summary><c>vpdpbusd</c>: four unsigned bytes by four signed ones, without saturation.</summary>
    public static uint UnsignedBySigned(uint a, uint b)
    {
        int sum = 0;
        for (int shift = 0; shift < 32; shift += 8) sum += (byte)(a >> shift) * (sbyte)(b >> shift);
        return (uint)sum;
    }

    /// <summary><c>tdpbssd</c>: four signed bytes by four signed ones.</summary>
    public static uint SignedBySigned(uint a, uint b)
    {
        int sum = 0;
        for (int shift = 0; shift < 32; shift += 8) sum += (sbyte)(a >> shift) * (sbyte)(b >> shift);
        return (uint)sum;
    }

    /// <summary><c>vdpbf16ps</c>: the upper product is added first, then the lower, each by a fused multiply-add.</summary>
    public static uint BFloat16Pairs(uint sum, uint a, uint b)
    {
        float upper = MultiplyAdd(PlainDots.High(a), PlainDots.High(b), BitConverter.UInt32BitsToSingle(sum));
        return BitConverter.SingleToUInt32Bits(MultiplyAdd(PlainDots.Low(a), PlainDots.Low(b), upper));
    }

    /// <summary>a·b + c rounded once, to nearest even; subnormal numbers are zeros of their sign, going in and coming out.</summary>
    public static float MultiplyAdd(float a, float b, float c) => Flush(MathF.FusedMultiplyAdd(Flush(a), Flush(b), Flush(c)));

    /// <summary>A sum by the same rules.</summary>
    public static float Add(float a, float b) => Flush(Flush(a) + Flush(b));

    private static float Flush(float x) => float.IsSubnormal(x) ? MathF.CopySign(0, x) : x;
}
