using Matiz.Tensors.Operations.Linear.Dots;

namespace Matiz.Tensors.Tests.MachineCode;

/// <summary>Sums of products of groups by plain loops.</summary>
internal static class PlainDots
{
    /// <summary>The exact sum of products of bytes.</summary>
    public static uint Int8(DotElement element, IEnumerable<(uint A, uint B)> groups)
    {
        long sum = 0;
        foreach (var (a, b) in groups)
        {
            for (int shift = 0; shift < 32; shift += 8)
            {
                int left = element == DotElement.OffsetInt8 ? (byte)(a >> shift) : (sbyte)(a >> shift);
                sum += left * (sbyte)(b >> shift);
            }
        }

        return (uint)(int)checked((int)sum);
    }

    /// <summary>The sum of products of bfloat16 numbers in double precision, and the sum of their magnitudes.</summary>
    public static (double Sum, double Magnitude) BFloat16(IEnumerable<(uint A, uint B)> groups)
    {
        double sum = 0, magnitude = 0;
        foreach (var (a, b) in groups)
        {
            double low = (double)Low(a) * Low(b), high = (double)High(a) * High(b);
            sum += low + high;
            magnitude += Math.Abs(low) + Math.Abs(high);
        }

        return (sum, magnitude);
    }

    public static float Low(uint group) => BitConverter.UInt32BitsToSingle(group << 16);

    public static float High(uint group) => BitConverter.UInt32BitsToSingle(group & 0xFFFF_0000);
}
