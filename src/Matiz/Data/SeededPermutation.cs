namespace Matiz.Data;

/// <summary>
/// The order of training: the permutation that the reference draws on the CPU for a seed (PyTorch's <c>randperm</c> of a fresh
/// generator, as the sampler of transformers 5 uses it). Epoch e of a run takes seed + e, e from 0.
/// </summary>
public static class SeededPermutation
{
    /// <summary>A permutation of 0 … count-1.</summary>
    /// <param name="count">How many; equal to the reference's below 214,748,364 (it changes its method above).</param>
    /// <param name="seed">The lowest 32 bits count, as in the reference.</param>
    public static int[] Create(int count, long seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var words = new MersenneTwister((uint)seed);
        var order = new int[count];
        for (int i = 0; i < count; i++) order[i] = i;
        for (int i = 0; i < count - 1; i++)
        {
            int j = i + (int)(words.Next() % (uint)(count - i));
            (order[i], order[j]) = (order[j], order[i]);
        }

        return order;
    }

    /// <summary>MT19937 (Matsumoto and Nishimura 1998), seeded with one word as its authors' 2002 version does.</summary>
    private sealed class MersenneTwister
    {
        private const int Words = 624, Shift = 397;
        private readonly uint[] _state = new uint[Words];
        private int _next = Words;

        public MersenneTwister(uint seed)
        {
            _state[0] = seed;
            for (uint i = 1; i < Words; i++) _state[i] = (1812433253u * (_state[i - 1] ^ (_state[i - 1] >> 30))) + i;
        }

        public uint Next()
        {
            if (_next == Words) Twist();
            uint word = _state[_next++];
            word ^= word >> 11;
            word ^= (word << 7) & 0x9D2C5680u;
            word ^= (word << 15) & 0xEFC60000u;
            return word ^ (word >> 18);
        }

        private void Twist()
        {
            for (int i = 0; i < Words; i++)
            {
                uint mixed = (_state[i] & 0x80000000u) | (_state[(i + 1) % Words] & 0x7FFFFFFFu);
                uint twisted = (mixed >> 1) ^ ((mixed & 1) == 0 ? 0 : 0x9908B0DFu);
                _state[i] = _state[(i + Shift) % Words] ^ twisted;
            }

            _next = 0;
        }
    }
}
