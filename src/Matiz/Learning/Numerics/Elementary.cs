using Matiz.Tensors.Simd;

namespace Matiz.Learning.Numerics;

/// <summary>Exponential, logarithm and power that have the same bits on every machine, as those of a C library have not.</summary>
internal static class Elementary
{
    public static double Exp(double value) => Double64.Exp(value);

    public static double Log(double value) => Double64.Log(value);

    /// <summary>xʸ for x above 0, and 0 for x = 0.</summary>
    public static double Power(double x, double y) => x == 0 ? 0 : Exp(y * Log(x));

    /// <summary>A number of the normal distribution, by Marsaglia's polar method.</summary>
    public static double Normal(ref SeededRandom random)
    {
        while (true)
        {
            double x = (2 * random.NextDouble()) - 1, y = (2 * random.NextDouble()) - 1, square = (x * x) + (y * y);
            if (square is > 0 and < 1) return x * Math.Sqrt(-2 * Log(square) / square);
        }
    }
}
