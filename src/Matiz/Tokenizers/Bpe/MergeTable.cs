using Matiz.Tokenizers.Models;

namespace Matiz.Tokenizers.Bpe;

/// <summary>Which pairs of neighbouring tokens become one, the lowest rank first, by their ids.</summary>
internal sealed class MergeTable
{
    private readonly Dictionary<long, (int Rank, int Id)> _merges;

    /// <summary>Merges in the order of their ranks.</summary>
    /// <param name="pairs">The two tokens of each.</param>
    /// <param name="vocabulary">Has them, and what becomes of them.</param>
    /// <param name="prefixLength">How many units of the second token its mark of a continuation takes, which the result is without.</param>
    /// <param name="lacks">Makes the error of a merge, by its rank, for a token that the vocabulary lacks.</param>
    public MergeTable(
        IReadOnlyList<(string Left, string Right)> pairs, Vocabulary vocabulary, int prefixLength, Func<int, string, Exception> lacks)
    {
        _merges = new Dictionary<long, (int Rank, int Id)>(pairs.Count);
        for (int rank = 0; rank < pairs.Count; rank++)
        {
            var (left, right) = pairs[rank];
            string merged = left + right[Math.Min(prefixLength, right.Length)..];
            _merges[Key(IdOf(left), IdOf(right))] = (rank, IdOf(merged));

            int IdOf(string token) => vocabulary.TryGetId(token, out int id) ? id : throw lacks(rank, token);
        }
    }

    /// <summary>The merge of two neighbours, if they have one.</summary>
    public bool TryGet(int left, int right, out int rank, out int id)
    {
        bool found = _merges.TryGetValue(Key(left, right), out var merge);
        (rank, id) = merge;
        return found;
    }

    private static long Key(int left, int right) => ((long)left << 32) | (uint)right;
}
