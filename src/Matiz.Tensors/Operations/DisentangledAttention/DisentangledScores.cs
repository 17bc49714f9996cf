using System.Runtime.CompilerServices;
using Matiz.Tensors.Operations.Attention;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Operations.DisentangledAttention;

/// <summary>
/// The scores of some queries of one row and head with all keys. Since a score's position depends on query − key alone, eight queries
/// times the L + 7 positions that they see between them hold all of the queries' terms, each row of that product one place further
/// than the one before: read with a stride that is one shorter, the rows stand in line. The keys' terms are made for eight keys alike
/// and turned.
/// </summary>
/// <typeparam name="S">The vector width.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
internal readonly unsafe struct DisentangledScores<S, V>(
    AttentionHeads<S, V> heads, PositionTables<S, V> keyPositions, PositionTables<S, V> queryPositions)
    where S : struct, ISimd<V>
    where V : struct
{
    /// <summary>Queries of a block: with the seven places that eight keys are apart, whole vectors of every width.</summary>
    public const int BlockQueries = 56;

    private const int Rows = SmallProducts<S, V>.Rows;

    public readonly AttentionHeads<S, V> Heads = heads;
    public readonly PositionTables<S, V> KeyPositions = keyPositions;
    public readonly PositionTables<S, V> QueryPositions = queryPositions;

    /// <summary>Numbers that <see cref="Compute"/> needs beside the scores, for a row of so many tokens.</summary>
    public static long ScratchFloats(int length) => Rows * (AttentionHeads<S, V>.PaddedLength(length) + TileStride(length));

    /// <summary>The stride of a tile of places in line: those of the longest product, and a vector more.</summary>
    public static long TileStride(int length) => AttentionHeads<S, V>.PaddedLength(Math.Max(length, BlockQueries) + Rows) + 16;

    /// <summary>The place of the first key position that a block of queries sees: that of its last query and the first key.</summary>
    public int FirstKeyPlace(int firstQuery, int count) => KeyPositions.Longest - firstQuery - count;

    /// <summary>The place of the first query position that a block of keys sees: that of its last key and the first query.</summary>
    public int FirstQueryPlace(int firstQuery, int firstKey, int count) => QueryPositions.Longest + firstQuery - firstKey - count;

    /// <summary>Scores before scaling; what stands beyond the last key is unspecified.</summary>
    /// <param name="row">The row of the batch.</param>
    /// <param name="head">The head.</param>
    /// <param name="firstQuery">The first query.</param>
    /// <param name="count">Queries, at most <see cref="BlockQueries"/>.</param>
    /// <param name="keys">[head size, padded length]: the keys, turned.</param>
    /// <param name="scratch">Of <see cref="ScratchFloats"/>.</param>
    /// <param name="scores">[count, padded length]</param>
    public void Compute(int row, int head, int firstQuery, int count, float* keys, float* scratch, float* scores)
    {
        int length = Heads.LengthOf(row);
        long padded = AttentionHeads<S, V>.PaddedLength(length), stride = TileStride(length);
        float* content = scratch + (Rows * stride);
        if (QueryPositions.Exists) KeyTerms(row, head, firstQuery, count, scratch, stride, scores, padded);
        for (int first = 0; first < count; first += Rows)
        {
            int rows = Math.Min(Rows, count - first), query = firstQuery + first;
            float* q = Heads.QueryOf(row, head) + ((long)query * Heads.QueryStride);
            SmallProducts<S, V>.Multiply(q, Heads.QueryStride, rows, Heads.HeadSize, keys, padded, (int)padded, content, padded);
            if (KeyPositions.Exists)
            {
                float* positions = KeyPositions.TurnedOf(head) + FirstKeyPlace(query, rows);
                SmallProducts<S, V>.Multiply(
                    q, Heads.QueryStride, rows, Heads.HeadSize, positions, KeyPositions.TurnedStride, WholeVectors(length + rows - 1),
                    scratch, stride);
            }

            for (int i = 0; i < rows; i++)
            {
                float* positionTerms = KeyPositions.Exists ? scratch + rows - 1 + (i * (stride - 1)) : null;
                Add(content + (i * padded), positionTerms, QueryPositions.Exists, (int)padded, scores + ((first + i) * padded));
            }
        }
    }

    // scores[q][k] = K_k·PQ[q − k]
    private void KeyTerms(int row, int head, int firstQuery, int count, float* tile, long stride, float* scores, long padded)
    {
        int length = Heads.LengthOf(row);
        float* keys = Heads.KeyOf(row, head);
        for (int first = 0; first < length; first += Rows)
        {
            int rows = Math.Min(Rows, length - first);
            float* positions = QueryPositions.TurnedOf(head) + FirstQueryPlace(firstQuery, first, rows);
            SmallProducts<S, V>.Multiply(
                keys + ((long)first * Heads.KeyValueStride), Heads.KeyValueStride, rows, Heads.HeadSize, positions,
                QueryPositions.TurnedStride, WholeVectors(count + rows - 1), tile, stride);
            Transposition.TransposeBlock(tile + rows - 1, stride - 1, rows, count, scores + first, padded);
        }
    }

    private static int WholeVectors(int columns) => (columns + S.Width - 1) / S.Width * S.Width;

    // scores = content + positionTerms + scores, where they are there.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add(float* content, float* positionTerms, bool hasScores, int columns, float* scores)
    {
        for (int i = 0; i < columns; i += S.Width)
        {
            var sum = S.Load(content + i);
            if (positionTerms != null) sum = S.Add(sum, S.Load(positionTerms + i));
            if (hasScores) sum = S.Add(sum, S.Load(scores + i));
            S.Store(sum, scores + i);
        }
    }
}
