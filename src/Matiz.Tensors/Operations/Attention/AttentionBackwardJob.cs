using Matiz.Tensors.Memory;
using Matiz.Tensors.Simd;
using Matiz.Tensors.Threading;

namespace Matiz.Tensors.Operations.Attention;

/// <summary>
/// Heads of one row of the batch, on the way back. Probabilities are made again for up to 64 queries at a time, which bounds the
/// memory for long rows; the gradients of keys and values add up over such blocks in their order. With a window a block works on the
/// keys that its queries see.
/// </summary>
/// <typeparam name="D">What distances do.</typeparam>
/// <typeparam name="S">The vector width.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
// P = softmax(S), O = (P∘M)·V   ⇒   dV = (P∘M)ᵀ·dO,  dP = (dO·Vᵀ)∘M,  dS = P∘(dP - Σ P∘dP),  dQ = dS·K·scale,  dK = dSᵀ·Q·scale
internal unsafe struct AttentionBackwardJob<D, S, V> : IJob
    where D : struct, IDistanceRule
    where S : struct, ISimd<V>
    where V : struct
{
    private const int BlockQueries = 64;

    public AttentionHeads<S, V> Heads;
    public KeySpan<D, S, V> Span;
    public BiasLines Bias;
    public BiasGradients BiasGradients;
    public float* Statistics;
    public float* DContext;
    public int ContextStride;
    public float* DQuery;
    public float* DKey;
    public float* DValue;

    public readonly void Execute(int task, int worker)
    {
        Heads.Cut(task, out int row, out int firstHead, out int endHead);
        int length = Heads.LengthOf(row), queries = Heads.QueriesOf(row);
        var buffers = new Buffers(Heads, Span.MostKeys(queries, length), queries);
        for (int head = firstHead; head < endHead; head++)
        {
            if (D.HasBias && BiasGradients.AreWanted) BiasGradients.LineOf(row, head).Clear();
            if (!D.HasWindow) Turn(row, head, 0, length, ref buffers);
            int written = 0;                                                // keys that have a gradient so far
            for (int first = 0; first < queries; first += BlockQueries)
            {
                int count = Math.Min(BlockQueries, queries - first);
                int firstKey = Span.FirstKey(first), endKey = Span.EndKey(first + count - 1, length);
                if (D.HasWindow) Turn(row, head, firstKey, endKey - firstKey, ref buffers);
                for (int query = 0; query < count; query += SmallProducts<S, V>.Rows)
                    Queries(row, head, first, query, Math.Min(SmallProducts<S, V>.Rows, count - query), ref buffers);
                Keys(row, head, first, count, written, ref buffers);
                written = endKey;
            }

            if (D.HasWindow) ClearKeys(row, head, written);
        }
    }

    // The keys and values of a block side by side.
    private readonly void Turn(int row, int head, int firstKey, int keyCount, ref Buffers buffers)
    {
        buffers.FirstKey = firstKey;
        buffers.KeyCount = keyCount;
        long skipped = (long)firstKey * Heads.KeyValueStride;
        float* key = Heads.KeyOf(row, head) + skipped;
        Transposition.Transpose(key, Heads.KeyValueStride, keyCount, Heads.HeadSize, buffers.Keys, buffers.PaddedLength);
        Transposition.Transpose(
            Heads.ValueOf(row, head) + skipped, Heads.KeyValueStride, keyCount, Heads.HeadSize, buffers.Values, buffers.PaddedLength);
        buffers.KeyRows = Heads.Rectangle(key, Heads.KeyValueStride, keyCount, buffers.KeyCopy, out buffers.KeyRowStride);
    }

    // Up to eight queries: P∘M and dS into the block's buffers, and dQ.
    private readonly void Queries(int row, int head, int first, int query, int count, ref Buffers buffers)
    {
        int length = Heads.LengthOf(row), keys = buffers.KeyCount;
        long stride = buffers.ScoreStride, offset = query * stride;
        int columns = (int)buffers.PaddedLength;
        float* q = Heads.QueryOf(row, head) + ((long)(first + query) * Heads.QueryStride);
        float* dContext = DContextOf(row, head, first + query);
        SmallProducts<S, V>.Multiply(
            q, Heads.QueryStride, count, Heads.HeadSize, buffers.Keys, buffers.PaddedLength, columns, buffers.P + offset, stride);
        SmallProducts<S, V>.Multiply(
            dContext, ContextStride, count, Heads.HeadSize, buffers.Values, buffers.PaddedLength, columns, buffers.DScores + offset,
            stride);
        for (int i = 0; i < count; i++)
        {
            int number = first + query + i;
            float* p = buffers.P + offset + (i * stride);
            float* dScores = buffers.DScores + offset + (i * stride);
            float* statistics = Statistics + (2L * (((long)(Heads.FirstQueryOf(row) + number) * Heads.Heads) + head));
            int from = D.HasWindow ? Span.FirstKey(number) - buffers.FirstKey : 0;
            int to = D.HasWindow ? Span.EndKey(number, length) - buffers.FirstKey : keys;
            float scale = Heads.Scale;
            if (D.HasBias)
            {
                ScoreArithmetic<S, V>.AddBias(p + from, Bias.FirstKeyOf(head, number) + buffers.FirstKey + from, to - from, scale);
                scale = 1;
            }

            ScoreArithmetic<S, V>.Exponentials(p + from, to - from, scale, statistics[0]);
            if (D.HasWindow) KeySpan<D, S, V>.ClearOutside(p, from, to, columns);
            float* multipliers = null;
            if (Heads.Dropout.IsActive)
            {
                multipliers = buffers.Multipliers;
                if (D.HasWindow)
                    multipliers = AttentionDraws.Draw<S, V>(Heads.Dropout, row, head, number, buffers.FirstKey, keys, multipliers);
                else
                    Heads.Draw(row, head, number, multipliers);
            }

            ScoreArithmetic<S, V>.ScoreGradients(p, dScores, multipliers, keys, 1f / statistics[1]);
            if (D.HasBias && BiasGradients.AreWanted)
                AddBiasGradients(row, head, number, dScores + from, buffers.FirstKey + from, to - from);
        }

        SmallProducts<S, V>.Multiply(
            buffers.DScores + offset, stride, count, keys, buffers.KeyRows, buffers.KeyRowStride, Heads.PaddedHeadSize, buffers.Tile,
            Heads.PaddedHeadSize);
        float* dQuery = DQuery + (q - Heads.Query);
        for (int i = 0; i < count; i++)
            Heads.WriteHead(
                buffers.Tile + ((long)i * Heads.PaddedHeadSize), Heads.Scale, dQuery + ((long)i * Heads.QueryStride), add: false);
    }

    private readonly void AddBiasGradients(int row, int head, int query, float* dScores, int firstKey, int keys)
    {
        var line = BiasGradients.LineOf(row, head)[(Heads.LengthOf(row) - 1 - query + firstKey)..];
        fixed (float* target = line) ScoreArithmetic<S, V>.Add(dScores, target, keys);
    }

    // What a block of queries gives to the keys and values that it sees; those below `written` have a gradient already.
    private readonly void Keys(int row, int head, int first, int count, int written, ref Buffers buffers)
    {
        float* query = Heads.QueryOf(row, head) + ((long)first * Heads.QueryStride);
        float* queries = Heads.Rectangle(query, Heads.QueryStride, count, buffers.QueryCopy, out long queryStride);
        float* dContexts = Heads.Rectangle(
            DContextOf(row, head, first), ContextStride, count, buffers.DContextCopy, out long dContextStride);
        long skipped = (long)buffers.FirstKey * Heads.KeyValueStride;
        float* dKey = DKey + (Heads.KeyOf(row, head) - Heads.Key) + skipped;
        float* dValue = DValue + (Heads.ValueOf(row, head) - Heads.Value) + skipped;
        for (int key = 0; key < buffers.KeyCount; key += SmallProducts<S, V>.Rows)
        {
            int rows = Math.Min(SmallProducts<S, V>.Rows, buffers.KeyCount - key);
            int added = written - buffers.FirstKey - key;                   // so many of the rows are added to
            long place = (long)key * Heads.KeyValueStride;
            Product(buffers.P + key, count, dContexts, dContextStride, rows, 1f, dValue + place, added, ref buffers);
            Product(buffers.DScores + key, count, queries, queryStride, rows, Heads.Scale, dKey + place, added, ref buffers);
        }
    }

    // Keys that no query saw.
    private readonly void ClearKeys(int row, int head, int first)
    {
        long key = Heads.KeyOf(row, head) - Heads.Key, value = Heads.ValueOf(row, head) - Heads.Value;
        for (int i = first; i < Heads.LengthOf(row); i++)
        {
            long place = (long)i * Heads.KeyValueStride;
            new Span<float>(DKey + key + place, Heads.HeadSize).Clear();
            new Span<float>(DValue + value + place, Heads.HeadSize).Clear();
        }
    }

    private readonly void Product(
        float* a, int inner, float* b, long ldb, int rows, float factor, float* target, int added, ref Buffers buffers)
    {
        int width = Heads.PaddedHeadSize;
        SmallProducts<S, V>.MultiplyTransposed(a, buffers.ScoreStride, inner, b, ldb, width, buffers.Tile, width);
        for (int i = 0; i < rows; i++)
            Heads.WriteHead(buffers.Tile + ((long)i * width), factor, target + ((long)i * Heads.KeyValueStride), add: i < added);
    }

    private readonly float* DContextOf(int row, int head, int query) =>
        DContext + ((long)(Heads.FirstQueryOf(row) + query) * ContextStride) + ((long)head * Heads.HeadSize);

    // The scratch of a task, and the keys that it works on.
    private struct Buffers
    {
        public readonly long PaddedLength;
        public readonly long ScoreStride;
        public readonly float* Keys;                                        // [headSize, paddedLength]
        public readonly float* Values;
        public readonly float* P;                                           // [queries of a block, scoreStride]
        public readonly float* DScores;
        public readonly float* Tile;                                        // [8, paddedHeadSize]
        public readonly float* Multipliers;
        public readonly float* KeyCopy;                                     // whole vectors a row, only where the head size asks for it
        public readonly float* QueryCopy;
        public readonly float* DContextCopy;
        public float* KeyRows;                                              // [keys, keyRowStride]
        public long KeyRowStride;
        public int FirstKey;
        public int KeyCount;

        public Buffers(in AttentionHeads<S, V> heads, int keys, int queries)
        {
            const int Rows = SmallProducts<S, V>.Rows;
            PaddedLength = AttentionHeads<S, V>.PaddedLength(keys);
            ScoreStride = KeySpan<D, S, V>.ScoreStride(PaddedLength);
            int width = heads.PaddedHeadSize;
            long turned = PaddedLength * heads.HeadSize;
            long block = ScoreStride * Math.Min(BlockQueries, (queries + Rows - 1) / Rows * Rows);
            int draws = heads.Dropout.IsActive ? AttentionDraws.Floats(keys, D.HasWindow) : 0;
            long keyCopy = heads.NeedsPadding ? (long)keys * width : 0;
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
