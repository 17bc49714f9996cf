using System.Runtime.CompilerServices;
using Matiz.Tensors.Memory;
using Matiz.Tensors.Simd;
using Matiz.Tensors.Threading;

namespace Matiz.Tensors.Operations.Attention;

/// <summary>
/// Heads of one row of the batch, on the way back. Probabilities are made again for up to 64 queries at a time, which bounds the
/// memory for long rows; the gradients of keys and values add up over such blocks in their order.
/// </summary>
/// <typeparam name="S">The vector width.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
// P = softmax(S), O = (P∘M)·V   ⇒   dV = (P∘M)ᵀ·dO,  dP = (dO·Vᵀ)∘M,  dS = P∘(dP - Σ P∘dP),  dQ = dS·K·scale,  dK = dSᵀ·Q·scale
internal unsafe struct AttentionBackwardJob<S, V> : IJob
    where S : struct, ISimd<V>
    where V : struct
{
    private const int BlockQueries = 64;

    public AttentionHeads<S, V> Heads;
    public float* Statistics;
    public float* DContext;
    public int ContextStride;
    public float* DQuery;
    public float* DKey;
    public float* DValue;

    public readonly void Execute(int task, int worker)
    {
        Heads.Cut(task, out int row, out int firstHead, out int endHead);
        var buffers = new Buffers(Heads, Heads.LengthOf(row), Heads.QueriesOf(row));
        for (int head = firstHead; head < endHead; head++) Head(row, head, buffers);
    }

    private readonly void Head(int row, int head, in Buffers buffers)
    {
        int length = Heads.LengthOf(row), queries = Heads.QueriesOf(row);
        float* key = Heads.KeyOf(row, head);
        Transposition.Transpose(key, Heads.KeyValueStride, length, Heads.HeadSize, buffers.Keys, buffers.PaddedLength);
        Transposition.Transpose(
            Heads.ValueOf(row, head), Heads.KeyValueStride, length, Heads.HeadSize, buffers.Values, buffers.PaddedLength);
        float* keys = Heads.Rectangle(key, Heads.KeyValueStride, length, buffers.KeyCopy, out long keyStride);
        for (int first = 0; first < queries; first += BlockQueries)
        {
            int count = Math.Min(BlockQueries, queries - first);
            for (int query = 0; query < count; query += SmallProducts<S, V>.Rows)
                Queries(row, head, first, query, Math.Min(SmallProducts<S, V>.Rows, count - query), keys, keyStride, buffers);
            Keys(row, head, first, count, buffers);
        }
    }

    // Up to eight queries: P∘M and dS into the block's buffers, and dQ.
    private readonly void Queries(int row, int head, int first, int query, int count, float* keys, long keyStride, in Buffers buffers)
    {
        int length = Heads.LengthOf(row);
        long padded = buffers.PaddedLength, offset = query * padded;
        float* q = Heads.QueryOf(row, head) + ((long)(first + query) * Heads.QueryStride);
        float* dContext = DContextOf(row, head, first + query);
        SmallProducts<S, V>.Multiply(
            q, Heads.QueryStride, count, Heads.HeadSize, buffers.Keys, padded, (int)padded, buffers.P + offset, padded);
        SmallProducts<S, V>.Multiply(
            dContext, ContextStride, count, Heads.HeadSize, buffers.Values, padded, (int)padded, buffers.DScores + offset, padded);
        for (int i = 0; i < count; i++)
        {
            float* p = buffers.P + offset + (i * padded);
            float* statistics = Statistics + (2L * (((long)(Heads.FirstQueryOf(row) + first + query + i) * Heads.Heads) + head));
            AttentionForwardJob<S, V>.Exponentials(p, length, Heads.Scale, statistics[0]);
            float* multipliers = null;
            if (Heads.Dropout.IsActive) Heads.Draw(row, head, first + query + i, multipliers = buffers.Multipliers);
            ScoreGradients(p, buffers.DScores + offset + (i * padded), multipliers, length, 1f / statistics[1]);
        }

        SmallProducts<S, V>.Multiply(
            buffers.DScores + offset, padded, count, length, keys, keyStride, Heads.PaddedHeadSize, buffers.Tile, Heads.PaddedHeadSize);
        float* dQuery = DQuery + (q - Heads.Query);
        for (int i = 0; i < count; i++)
            Heads.WriteHead(
                buffers.Tile + ((long)i * Heads.PaddedHeadSize), Heads.Scale, dQuery + ((long)i * Heads.QueryStride), add: false);
    }

    // What a block of queries gives to every key and value.
    private readonly void Keys(int row, int head, int first, int count, in Buffers buffers)
    {
        int length = Heads.LengthOf(row);
        float* query = Heads.QueryOf(row, head) + ((long)first * Heads.QueryStride);
        float* queries = Heads.Rectangle(query, Heads.QueryStride, count, buffers.QueryCopy, out long queryStride);
        float* dContexts = Heads.Rectangle(
            DContextOf(row, head, first), ContextStride, count, buffers.DContextCopy, out long dContextStride);
        float* dKey = DKey + (Heads.KeyOf(row, head) - Heads.Key);
        float* dValue = DValue + (Heads.ValueOf(row, head) - Heads.Value);
        for (int key = 0; key < length; key += SmallProducts<S, V>.Rows)
        {
            int rows = Math.Min(SmallProducts<S, V>.Rows, length - key);
            Product(
                buffers.P + key, count, dContexts, dContextStride, rows, 1f, dValue + ((long)key * Heads.KeyValueStride), first > 0,
                buffers);
            Product(
                buffers.DScores + key, count, queries, queryStride, rows, Heads.Scale, dKey + ((long)key * Heads.KeyValueStride), first > 0,
                buffers);
        }
    }

    private readonly void Product(
        float* a, int inner, float* b, long ldb, int rows, float factor, float* target, bool add, in Buffers buffers)
    {
        int width = Heads.PaddedHeadSize;
        SmallProducts<S, V>.MultiplyTransposed(a, buffers.PaddedLength, inner, b, ldb, width, buffers.Tile, width);
        for (int i = 0; i < rows; i++)
            Heads.WriteHead(buffers.Tile + ((long)i * width), factor, target + ((long)i * Heads.KeyValueStride), add);
    }

    // In: exponentials, and dO·Vᵀ. Out: P∘M in place of the first, dS in place of the second.
    // Σ P∘dP is added from the very products that it is subtracted from: dO·O is the same sum, but would leave more of its rounding in
    // Σ dS, which is zero in exact arithmetic (the gradient of the keys' bias).
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ScoreGradients(float* p, float* dP, float* multipliers, int length, float reciprocal)
    {
        var share = S.Broadcast(reciprocal);
        var sum = S.Zero;
        for (int i = 0; i < length; i += S.Width)
        {
            var probability = S.Multiply(S.Load(p + i), share);             // zero beyond the last key
            var d = S.Load(dP + i);
            if (multipliers != null) d = S.Multiply(d, S.Load(multipliers + i));
            S.Store(probability, p + i);
            S.Store(d, dP + i);
            sum = S.MultiplyAdd(probability, d, sum);
        }

        var total = S.Broadcast(S.Sum(sum));
        for (int i = 0; i < length; i += S.Width)
        {
            var probability = S.Load(p + i);
            S.Store(S.Multiply(probability, S.Subtract(S.Load(dP + i), total)), dP + i);
            if (multipliers != null) S.Store(S.Multiply(probability, S.Load(multipliers + i)), p + i);
        }
    }

    private readonly float* DContextOf(int row, int head, int query) =>
        DContext + ((long)(Heads.FirstQueryOf(row) + query) * ContextStride) + ((long)head * Heads.HeadSize);

    // The scratch of a task.
    private readonly struct Buffers
    {
        public readonly long PaddedLength;
        public readonly float* Keys;                                        // [headSize, paddedLength]
        public readonly float* Values;
        public readonly float* P;                                           // [queries of a block, paddedLength]
        public readonly float* DScores;
        public readonly float* Tile;                                        // [8, paddedHeadSize]
        public readonly float* Multipliers;
        public readonly float* KeyCopy;                                     // whole vectors a row, only where the head size asks for it
        public readonly float* QueryCopy;
        public readonly float* DContextCopy;

        public Buffers(in AttentionHeads<S, V> heads, int length, int queries)
        {
            const int Rows = SmallProducts<S, V>.Rows;
            PaddedLength = AttentionHeads<S, V>.PaddedLength(length);
            int width = heads.PaddedHeadSize;
            long turned = PaddedLength * heads.HeadSize;
            long block = PaddedLength * Math.Min(BlockQueries, (queries + Rows - 1) / Rows * Rows);
            int draws = heads.Dropout.IsActive ? (length + 63) & ~63 : 0;
            long keyCopy = heads.NeedsPadding ? (long)length * width : 0;
            long queryCopy = heads.NeedsPadding ? (long)BlockQueries * width : 0;
            Keys = ThreadScratch.GetFloats(
                ThreadScratch.Slot.Task, (2 * turned) + (2 * block) + (Rows * width) + draws + keyCopy + (2 * queryCopy));
            Values = Keys + turned;
            P = Values + turned;
            DScores = P + block;
            Tile = DScores + block;
            Multipliers = Tile + (Rows * width);
            KeyCopy = Multipliers + draws;
            QueryCopy = KeyCopy + keyCopy;
            DContextCopy = QueryCopy + queryCopy;
        }
    }
}
