using System.Diagnostics;

namespace Matiz.Tokenizers;

/// <summary>How fast a tokenizer is, for benchmarks.</summary>
internal static class TokenizerThroughput
{
    /// <summary>
    /// Tokens a second, special ones included, of <see cref="Tokenizer.EncodeIds"/>: the best of several rounds, since another process
    /// can only slow one down. The first round, which compiles and fills caches, is not counted.
    /// </summary>
    public static double TokensPerSecond(Tokenizer tokenizer, IReadOnlyList<TextInput> rows, int threads = 1, int rounds = 10)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rounds);
        tokenizer.EncodeIds(rows, threads: threads);
        double best = 0;
        for (int round = 0; round < rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            int tokens = tokenizer.EncodeIds(rows, threads: threads).Ids.Length;
            best = Math.Max(best, tokens / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return best;
    }
}
