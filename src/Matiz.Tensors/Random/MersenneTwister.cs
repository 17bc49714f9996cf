namespace Matiz.Tensors;

/// <summary>
/// MT19937 (Matsumoto and Nishimura 1998), seeded with one word as its authors' 2002 version does: the generator from which the
/// reference (PyTorch on the CPU) draws the order of training and new weights.
/// </summary>
internal sealed class MersenneTwister
{
    private const int Words = 624, Shift = 397;
    private readonly uint[] _state = new uint[Words];
    private int _next = Words;

    /// <summary>A generator at the beginning of its sequence.</summary>
    /// <param name="seed">The lowest 32 bits of the reference's <c>manual_seed</c>.</param>
    public MersenneTwister(uint seed)
    {
        _state[0] = seed;
        for (uint i = 1; i < Words; i++) _state[i] = (1812433253u * (_state[i - 1] ^ (_state[i - 1] >> 30))) + i;
    }

    /// <summary>The next word.</summary>
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
