namespace Matiz.Learning.Numerics;

/// <summary>
/// SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014): a stream for each (seed, stream) pair, the
/// same on every machine and in every version, so that tasks draw without waiting for each other.
/// </summary>
internal struct SeededRandom(long seed, long stream = 0)
{
    private ulong _state = Mix((ulong)seed + Golden) ^ Mix((ulong)stream + Second);

    private const ulong Golden = 0x9E3779B97F4A7C15, Second = 0xD1B54A32D192ED03;

    public ulong NextWord() => Mix(_state += Golden);

    /// <summary>A whole number from 0 below <paramref name="limit"/>; the bias is below limit / 2⁶⁴.</summary>
    public int Next(int limit) => (int)Math.BigMul(NextWord(), (ulong)limit, out _);

    /// <summary>A number from 0 below 1.</summary>
    public double NextDouble() => (NextWord() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Fisher and Yates.</summary>
    public void Shuffle(Span<int> values)
    {
        for (int i = values.Length - 1; i > 0; i--)
        {
            int j = Next(i + 1);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
