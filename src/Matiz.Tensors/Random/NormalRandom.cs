using Matiz.Tensors.Numerics;
using Matiz.Tensors.Random;

namespace Matiz.Tensors;

/// <summary>
/// Normally distributed numbers that depend on a seed, a stream and a place and on nothing else: the same bits on every machine,
/// in any order (Philox counters, Box-Muller, no C library).
/// </summary>
public static class NormalRandom
{
    private const double TwoToMinus32 = 1.0 / 4294967296.0;
    private const double QuarterTurn = Math.PI / 2;

    /// <summary>Fills <paramref name="destination"/> with draws of N(0, standardDeviation²).</summary>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="stream">Tells apart what is drawn under one seed, such as a hash of a parameter's name.</param>
    /// <param name="standardDeviation">The width of the distribution.</param>
    /// <param name="destination">Gets the draws.</param>
    /// <exception cref="ArgumentOutOfRangeException">The deviation is negative or no number.</exception>
    public static void Fill(ulong seed, ulong stream, float standardDeviation, Span<float> destination)
    {
        if (!(standardDeviation >= 0)) throw new ArgumentOutOfRangeException(nameof(standardDeviation), standardDeviation, "expected 0 or above.");
        Span<double> four = stackalloc double[4];
        for (int start = 0; start < destination.Length; start += four.Length)
        {
            Draw(seed, stream, (uint)(start / four.Length), four);
            int count = Math.Min(four.Length, destination.Length - start);
            for (int i = 0; i < count; i++) destination[start + i] = (float)(standardDeviation * four[i]);
        }
    }

    // Box, Muller (1958): √(-2 ln u)·cos 2πv and √(-2 ln u)·sin 2πv are two normal draws of two uniform ones.
    private static void Draw(ulong seed, ulong stream, uint block, Span<double> four)
    {
        var words = Philox.Block(block, (uint)stream, (uint)(stream >> 32), 0, (uint)seed, (uint)(seed >> 32));
        Pair(words.W0, words.W1, out four[0], out four[1]);
        Pair(words.W2, words.W3, out four[2], out four[3]);
    }

    private static void Pair(uint first, uint second, out double a, out double b)
    {
        double radius = Math.Sqrt(-2 * ScalarMath.Log((first + 0.5) * TwoToMinus32));
        uint quarter = second >> 30;
        double angle = (second & 0x3FFFFFFF) * (4 * TwoToMinus32) * QuarterTurn;      // 0 … π/2
        var (sine, cosine) = SineCosine(angle);
        (cosine, sine) = quarter switch
        {
            0 => (cosine, sine),
            1 => (-sine, cosine),
            2 => (-cosine, -sine),
            _ => (sine, -cosine),
        };
        (a, b) = (radius * cosine, radius * sine);
    }

    // Taylor series of both; the last term is below 1e-16 for angles up to π/2.
    private static (double Sine, double Cosine) SineCosine(double angle)
    {
        double square = angle * angle, sine = 1, cosine = 1;
        for (int k = 20; k >= 2; k -= 2)
        {
            cosine = 1 - (square / (k * (k - 1)) * cosine);
            sine = 1 - (square / (k * (k + 1)) * sine);
        }

        return (angle * sine, cosine);
    }
}
