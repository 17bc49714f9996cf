using Matiz.Tensors;

namespace Matiz.Data;

/// <summary>
/// The order of training: the permutation that the reference draws on the CPU for a seed (PyTorch's <c>randperm</c> of a fresh
/// generator, as the sampler of transformers 5 uses it). Epoch e of a run takes seed + e, e from 0.
/// </summary>
internal static class SeededPermutation
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
}
