using Matiz.Tensors.Operations.Attention;
using Matiz.Tensors.Simd;
using Matiz.Tensors.Threading;

namespace Matiz.Tensors.Operations.DisentangledAttention;

/// <summary>
/// A head of some rows of the batch, on the way back. The gradients of the positions add up over these rows, a table for each task; the
/// rows of a task do not depend on the number of threads.
/// </summary>
/// <typeparam name="S">The vector width.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
// P = softmax(S·scale), O = (P∘M)·V   ⇒   dV = (P∘M)ᵀ·dO,  dP = (dO·Vᵀ)∘M,  dS = P∘(dP - Σ P∘dP)
// S = Q·K + Q·PK + K·PQ   ⇒   dQ = Σ_k dS·(K + PK),  dK = Σ_q dS·(Q + PQ),  dPK = Σ dS·Q,  dPQ = Σ dS·K over the pairs of a distance,
// each times scale
internal unsafe struct DisentangledBackwardJob<S, V> : IJob
    where S : struct, ISimd<V>
    where V : struct
{
    private const int Rows = SmallProducts<S, V>.Rows;

    public DisentangledScores<S, V> Scores;
    public float* Statistics;
    public float* DContext;
    public int ContextStride;
    public float* DQuery;
    public float* DKey;
    public float* DValue;

    /// <summary>Row numbers: those of a chunk are from one to the next.</summary>
    public int* Chunks;

    /// <summary>Gradients of the positions before scaling.</summary>
    public PositionGradients<S, V> Positions;

    public readonly void Execute(int task, int worker)
    {
        int chunk = task / Scores.Heads.Heads, head = task % Scores.Heads.Heads;
        float* keyGradients = Positions.Clear(Scores.KeyPositions, chunk, head, isKey: true);
        float* queryGradients = Positions.Clear(Scores.QueryPositions, chunk, head, isKey: false);
        for (int row = Chunks[chunk]; row < Chunks[chunk + 1]; row++)
        {
            var buffers = new DisentangledBuffers<S, V>(Scores.Heads, row);
            Row(row, head, keyGradients, queryGradients, buffers);
        }
    }

    private readonly void Row(int row, int head, float* keyGradients, float* queryGradients, in DisentangledBuffers<S, V> buffers)
    {
        var heads = Scores.Heads;
        int length = heads.LengthOf(row), queries = heads.QueriesOf(row);
        float* key = heads.KeyOf(row, head);
        float* value = heads.ValueOf(row, head);
        Transposition.Transpose(key, heads.KeyValueStride, length, heads.HeadSize, buffers.Keys, buffers.Padded);
        Transposition.Transpose(value, heads.KeyValueStride, length, heads.HeadSize, buffers.Values, buffers.Padded);
        float* keys = heads.Rectangle(key, heads.KeyValueStride, length, buffers.KeyCopy, out long keyStride);
        for (int first = 0; first < queries; first += DisentangledScores<S, V>.BlockQueries)
        {
            int count = Math.Min(DisentangledScores<S, V>.BlockQueries, queries - first);
            float* query = heads.QueryOf(row, head) + ((long)first * heads.QueryStride);
            float* queryRows = heads.Rectangle(query, heads.QueryStride, count, buffers.QueryCopy, out long queryStride);
            Scores.Compute(row, head, first, count, buffers.Keys, buffers.Scratch, buffers.P);
            for (int i = 0; i < count; i += Rows)
            {
                int rows = Math.Min(Rows, count - i);
                float* dScores = buffers.DScores + (i * buffers.Padded);
                ScoreGradients(row, head, first + i, rows, buffers.P + (i * buffers.Padded), dScores, buffers);
                Queries(row, head, first + i, rows, dScores, keys, keyStride, buffers);
                if (keyGradients != null)
                    KeyPositions(row, head, first + i, rows, dScores, queryRows + (i * queryStride), queryStride, keyGradients, buffers);
            }

            for (int i = 0; i < length; i += Rows)
            {
                int rows = Math.Min(Rows, length - i);
                Keys(row, head, first, count, i, rows, queryRows, queryStride, buffers);
                if (queryGradients != null)
                    QueryPositions(row, head, first, count, i, rows, keys + (i * keyStride), keyStride, queryGradients, buffers);
            }
        }
    }

    // Up to eight queries: from their scores to P∘M and dS.
    private readonly void ScoreGradients(
        int row, int head, int query, int count, float* p, float* dScores, in DisentangledBuffers<S, V> buffers)
    {
        var heads = Scores.Heads;
        int length = heads.LengthOf(row);
        SmallProducts<S, V>.Multiply(
            DContextOf(row, head, query), ContextStride, count, heads.HeadSize, buffers.Values, buffers.Padded, (int)buffers.Padded,
            dScores, buffers.Padded);
        for (int i = 0; i < count; i++, p += buffers.Padded, dScores += buffers.Padded)
        {
            float* statistics = Statistics + (2L * (((long)(heads.FirstQueryOf(row) + query + i) * heads.Heads) + head));
            ScoreArithmetic<S, V>.Exponentials(p, length, heads.Scale, statistics[0]);
            float* multipliers = null;
            if (heads.Dropout.IsActive) heads.Draw(row, head, query + i, multipliers = buffers.Multipliers);
            ScoreArithmetic<S, V>.ScoreGradients(p, dScores, multipliers, length, 1f / statistics[1]);
        }
    }

    // dQ = Σ dS·K
    private readonly void Queries(
        int row, int head, int query, int count, float* dScores, float* keys, long keyStride, in DisentangledBuffers<S, V> buffers)
    {
        var heads = Scores.Heads;
        int width = heads.PaddedHeadSize;
        SmallProducts<S, V>.Multiply(
            dScores, buffers.Padded, count, heads.LengthOf(row), keys, keyStride, width, buffers.Tile, width);
        WriteHeads(count, buffers.Tile, DQueryOf(row, head, query), heads.QueryStride, add: false);
    }

    // dQ += Σ dS·PK, dPK += Σ dS·Q: the scores of eight queries, each row one place further than the one before.
    private readonly void KeyPositions(
        int row, int head, int query, int count, float* dScores, float* queries, long queryStride, float* gradients,
        in DisentangledBuffers<S, V> buffers)
    {
        var heads = Scores.Heads;
        int length = heads.LengthOf(row), places = length + count - 1, width = heads.PaddedHeadSize;
        long place = Scores.FirstKeyPlace(query, count), stride = buffers.PlaceStride;
        new Span<float>(buffers.Places, (int)(Rows * stride)).Clear();
        for (int i = 0; i < count; i++)
            new ReadOnlySpan<float>(dScores + (i * buffers.Padded), length).CopyTo(
                new Span<float>(buffers.Places + (i * stride) + count - 1 - i, length));
        SmallProducts<S, V>.Multiply(
            buffers.Places, stride, count, places, Scores.KeyPositions.RowsOf(head) + (place * width), width, width, buffers.Tile, width);
        WriteHeads(count, buffers.Tile, DQueryOf(row, head, query), heads.QueryStride, add: true);
        AddPlaces(buffers.Places, stride, count, places, queries, queryStride, gradients + (place * width), buffers.Tile);
    }

    // What a block of queries gives to eight keys and values: dK = Σ dS·Q, dV = Σ P∘M·dO
    private readonly void Keys(
        int row, int head, int first, int count, int key, int rows, float* queries, long queryStride, in DisentangledBuffers<S, V> buffers)
    {
        var heads = Scores.Heads;
        int width = heads.PaddedHeadSize;
        float* dContexts = heads.Rectangle(
            DContextOf(row, head, first), ContextStride, count, buffers.DContextCopy, out long dContextStride);
        SmallProducts<S, V>.MultiplyTransposed(
            buffers.P + key, buffers.Padded, count, dContexts, dContextStride, width, buffers.Tile, width);
        float* dValue = DValue + (heads.ValueOf(row, head) - heads.Value) + ((long)key * heads.KeyValueStride);
        for (int i = 0; i < rows; i++)
            heads.WriteHead(buffers.Tile + ((long)i * width), 1f, dValue + ((long)i * heads.KeyValueStride), add: first > 0);
        SmallProducts<S, V>.MultiplyTransposed(
            buffers.DScores + key, buffers.Padded, count, queries, queryStride, width, buffers.Tile, width);
        WriteHeads(rows, buffers.Tile, DKeyOf(row, head, key), heads.KeyValueStride, add: first > 0);
    }

    // dK += Σ dS·PQ, dPQ += Σ dS·K: the scores of eight keys turned, each row one place further than the one before.
    private readonly void QueryPositions(
        int row, int head, int first, int count, int key, int rows, float* keys, long keyStride, float* gradients,
        in DisentangledBuffers<S, V> buffers)
    {
        var heads = Scores.Heads;
        int places = count + rows - 1, width = heads.PaddedHeadSize;
        long place = Scores.FirstQueryPlace(first, key, rows), stride = buffers.PlaceStride;
        new Span<float>(buffers.Places, (int)(Rows * stride)).Clear();
        Transposition.TransposeBlock(
            buffers.DScores + key, buffers.Padded, count, rows, buffers.Places + rows - 1, stride - 1);
        SmallProducts<S, V>.Multiply(
            buffers.Places, stride, rows, places, Scores.QueryPositions.RowsOf(head) + (place * width), width, width, buffers.Tile, width);
        WriteHeads(rows, buffers.Tile, DKeyOf(row, head, key), heads.KeyValueStride, add: true);
        AddPlaces(buffers.Places, stride, rows, places, keys, keyStride, gradients + (place * width), buffers.Tile);
    }

    // target[c] += Σ_i placed[i][c]·rows[i]
    private readonly void AddPlaces(
        float* placed, long stride, int count, int places, float* rows, long rowStride, float* target, float* tile)
    {
        int width = Scores.Heads.PaddedHeadSize;
        for (int first = 0; first < places; first += Rows)
        {
            SmallProducts<S, V>.MultiplyTransposed(placed + first, stride, count, rows, rowStride, width, tile, width);
            ScoreArithmetic<S, V>.Add(tile, target + ((long)first * width), Math.Min(Rows, places - first) * width);
        }
    }

    private readonly void WriteHeads(int count, float* tile, float* target, int stride, bool add)
    {
        var heads = Scores.Heads;
        for (int i = 0; i < count; i++)
            heads.WriteHead(tile + ((long)i * heads.PaddedHeadSize), heads.Scale, target + ((long)i * stride), add);
    }

    private readonly float* DContextOf(int row, int head, int query) =>
        DContext + ((long)(Scores.Heads.FirstQueryOf(row) + query) * ContextStride) + ((long)head * Scores.Heads.HeadSize);

    private readonly float* DQueryOf(int row, int head, int query) =>
        DQuery + (Scores.Heads.QueryOf(row, head) - Scores.Heads.Query) + ((long)query * Scores.Heads.QueryStride);

    private readonly float* DKeyOf(int row, int head, int key) =>
        DKey + (Scores.Heads.KeyOf(row, head) - Scores.Heads.Key) + ((long)key * Scores.Heads.KeyValueStride);
}
