using Matiz.Tensors.Numerics;

namespace Matiz.Tensors;

/// <summary>
/// Normally distributed numbers in the sequence of the reference: what PyTorch's <c>normal_</c> draws on the CPU after
/// <c>manual_seed</c> (Mersenne Twister, Box-Muller), to the last digits; the same bits on every machine, since no C library takes part.
/// </summary>
/// <remarks>
/// From sixteen numbers on, eight radii and eight angles lie side by side in each block of sixteen uniform numbers of 24 bits; a rest is
/// drawn again as the last whole block. Fewer are drawn in pairs of 53 bits, the second of which waits for the next call.
/// </remarks>
/// <param name="seed">The seed of the run; its lowest 32 bits count, as in the reference.</param>
internal sealed class NormalRandom(ulong seed)
{
    private const int Block = 16, Half = Block / 2;
    private const double TwoToMinus24 = 1.0 / (1 << 24), TwoToMinus53 = 1.0 / (1L << 53);
    private const double QuarterTurn = Math.PI / 2;

    private readonly MersenneTwister _words = new((uint)seed);
    private double? _waiting;

    /// <summary>Fills <paramref name="destination"/> with the next draws of N(0, standardDeviation²).</summary>
    /// <param name="standardDeviation">The width of the distribution.</param>
    /// <param name="destination">Gets the draws.</param>
    /// <exception cref="ArgumentOutOfRangeException">The deviation is negative or no number.</exception>
    public void Fill(float standardDeviation, Span<float> destination)
    {
        if (!(standardDeviation >= 0))
            throw new ArgumentOutOfRangeException(nameof(standardDeviation), standardDeviation, "expected 0 or above.");
        if (destination.Length < Block)
        {
            foreach (ref float value in destination) value = (float)(standardDeviation * NextOfPair());
            return;
        }

        FillUniform(destination);
        for (int start = 0; start <= destination.Length - Block; start += Block)
            ToNormal(destination.Slice(start, Block), standardDeviation);
        if (destination.Length % Block == 0) return;
        var last = destination[^Block..];
        FillUniform(last);
        ToNormal(last, standardDeviation);
    }

    /// <summary>
    /// Fills <paramref name="destination"/> with the next draws of N(0, standardDeviation²) between −cutoff and cutoff deviations, as
    /// PyTorch's <c>trunc_normal_</c> draws them: uniform numbers of 24 bits through the inverse of the distribution.
    /// </summary>
    /// <param name="standardDeviation">The width of the distribution before it is cut.</param>
    /// <param name="cutoff">Where it is cut, in deviations, above 0.</param>
    /// <param name="destination">Gets the draws.</param>
    public void FillTruncated(float standardDeviation, float cutoff, Span<float> destination)
    {
        double below = ScalarMath.NormalCdf(-cutoff);
        float low = (float)((2 * below) - 1), high = (float)(1 - (2 * below)), bound = cutoff * standardDeviation;
        float width = high - low;
        foreach (ref float value in destination)
        {
            double uniform = (float)(((_words.Next() & 0xFFFFFF) * TwoToMinus24 * width) + low);
            value = Math.Clamp((float)(standardDeviation * NormalQuantile.At((1 + uniform) / 2)), -bound, bound);
        }
    }

    private void FillUniform(Span<float> destination)
    {
        foreach (ref float value in destination) value = (float)((_words.Next() & 0xFFFFFF) * TwoToMinus24);
    }

    // Box, Muller (1958): √(-2 ln u)·cos 2πv and √(-2 ln u)·sin 2πv are two normal draws of two uniform ones.
    private static void ToNormal(Span<float> block, float standardDeviation)
    {
        for (int i = 0; i < Half; i++)
        {
            double radius = standardDeviation * Math.Sqrt(-2 * ScalarMath.Log(1 - (double)block[i]));
            var (sine, cosine) = SineCosineOfTurn(block[i + Half]);
            block[i] = (float)(radius * cosine);
            block[i + Half] = (float)(radius * sine);
        }
    }

    private double NextOfPair()
    {
        if (_waiting is { } kept)
        {
            _waiting = null;
            return kept;
        }

        double turn = NextDouble(), radius = Math.Sqrt(-2 * ScalarMath.Log(1 - NextDouble()));
        var (sine, cosine) = SineCosineOfTurn(turn);
        _waiting = radius * sine;
        return radius * cosine;
    }

    private double NextDouble()
    {
        ulong high = _words.Next();
        return (((high << 32) | _words.Next()) & ((1UL << 53) - 1)) * TwoToMinus53;
    }

    // The sine and cosine of 2π·turn, turn in [0, 1).
    private static (double Sine, double Cosine) SineCosineOfTurn(double turn)
    {
        double quarters = 4 * turn;
        int quarter = (int)quarters;
        var (sine, cosine) = SineCosine((quarters - quarter) * QuarterTurn);
        return quarter switch
        {
            0 => (sine, cosine),
            1 => (cosine, -sine),
            2 => (-sine, -cosine),
            _ => (-cosine, sine),
        };
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
