using Matiz.Tensors.Memory;
using Matiz.Tensors.Simd;
using Matiz.Tensors.Threading;

namespace Matiz.Tensors.Operations.Attention;

/// <summary>
/// Heads of one row of the batch. Keys are turned once, so that sixteen scores lie side by side; eight queries then share each
/// vector of keys and of values. Scores never leave the cache.
/// </summary>
/// <typeparam name="D">What distances do.</typeparam>
/// <typeparam name="S">The vector width.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
internal unsafe struct AttentionForwardJob<D, S, V> : IJob
    where D : struct, IDistanceRule
    where S : struct, ISimd<V>
    where V : struct
{
    public AttentionHeads<S, V> Heads;
    public KeySpan<D, S, V> Span;
    public BiasLines Bias;
    public float* Context;
    public int ContextStride;
    public float* Statistics;                                               // null in inference
    public QuantizedContexts Quantized;

    public readonly void Execute(int task, int worker)
    {
        Heads.Cut(task, out int row, out int firstHead, out int endHead);
        int length = Heads.LengthOf(row), queries = Heads.QueriesOf(row);
        int block = Span.BlockOf(queries), mostKeys = Span.MostKeys(queries, length);
        long padded = AttentionHeads<S, V>.PaddedLength(mostKeys), stride = KeySpan<D, S, V>.ScoreStride(padded);
        int draws = Heads.Dropout.IsActive ? AttentionDraws.Floats(mostKeys, D.HasWindow) : 0;
        long rectangle = Heads.NeedsPadding ? (long)mostKeys * Heads.PaddedHeadSize : 0;
        const int Rows = SmallProducts<S, V>.Rows;
        float* keys = ThreadScratch.GetFloats(
            ThreadScratch.Slot.Task, (padded * Heads.HeadSize) + (stride * Rows) + (Rows * Heads.PaddedHeadSize) + draws + rectangle);
        var buffers = new Buffers { Keys = keys, Padded = padded, Scores = keys + (padded * Heads.HeadSize), ScoreStride = stride };
        buffers.Tile = buffers.Scores + (stride * Rows);
        buffers.Multipliers = buffers.Tile + (Rows * Heads.PaddedHeadSize);
        float* copy = buffers.Multipliers + draws;
        for (int head = firstHead; head < endHead; head++)
        {
            for (int first = 0; first < queries; first += block)
            {
                int end = Math.Min(queries, first + block);
                buffers.FirstKey = Span.FirstKey(first);
                buffers.KeyCount = Span.EndKey(end - 1, length) - buffers.FirstKey;
                long skipped = (long)buffers.FirstKey * Heads.KeyValueStride;
                Transposition.Transpose(
                    Heads.KeyOf(row, head) + skipped, Heads.KeyValueStride, buffers.KeyCount, Heads.HeadSize, keys, padded);
                buffers.Values = Heads.Rectangle(
                    Heads.ValueOf(row, head) + skipped, Heads.KeyValueStride, buffers.KeyCount, copy, out buffers.ValueStride);
                for (int query = first; query < end; query += Rows)
                    Attend(row, head, query, Math.Min(Rows, end - query), ref buffers);
            }
        }

        Quantized.Leave(row, Heads.FirstQueryOf(row), queries);
    }

    // Up to eight queries, on the keys that any of them sees, from a whole vector on.
    private readonly void Attend(int row, int head, int query, int count, ref Buffers buffers)
    {
        int length = Heads.LengthOf(row);
        int start = D.HasWindow ? (Span.FirstKey(query) - buffers.FirstKey) & ~15 : 0;
        int firstKey = buffers.FirstKey + start;
        int keys = D.HasWindow ? Span.EndKey(query + count - 1, length) - firstKey : buffers.KeyCount;
        float* q = Heads.QueryOf(row, head) + ((long)query * Heads.QueryStride);
        float* sums = stackalloc float[SmallProducts<S, V>.Rows];
        int columns = D.HasWindow ? (int)AttentionHeads<S, V>.PaddedLength(keys) : (int)buffers.Padded;
        SmallProducts<S, V>.Multiply(
            q, Heads.QueryStride, count, Heads.HeadSize, buffers.Keys + start, buffers.Padded, columns, buffers.Scores,
            buffers.ScoreStride);
        for (int i = 0; i < count; i++)
        {
            float* rowScores = buffers.Scores + (i * buffers.ScoreStride);
            int from = D.HasWindow ? Math.Max(0, Span.FirstKey(query + i) - firstKey) : 0;
            int to = D.HasWindow ? Span.EndKey(query + i, length) - firstKey : keys;
            float scale = Heads.Scale;
            if (D.HasBias)
            {
                ScoreArithmetic<S, V>.AddBias(rowScores + from, Bias.FirstKeyOf(head, query + i) + firstKey + from, to - from, scale);
                scale = 1;
            }

            float largest = ScoreArithmetic<S, V>.Largest(rowScores + from, to - from) * scale;
            sums[i] = ScoreArithmetic<S, V>.Exponentials(rowScores + from, to - from, scale, largest);
            if (D.HasWindow) KeySpan<D, S, V>.ClearOutside(rowScores, from, to, keys);
            if (Statistics != null)
            {
                float* statistics = Statistics + (2L * (((long)(Heads.FirstQueryOf(row) + query + i) * Heads.Heads) + head));
                statistics[0] = largest;
                statistics[1] = sums[i];
            }

            if (!Heads.Dropout.IsActive) continue;
            float* multipliers = D.HasWindow
                ? AttentionDraws.Draw<S, V>(Heads.Dropout, row, head, query + i, firstKey, keys, buffers.Multipliers)
                : buffers.Multipliers;
            if (!D.HasWindow) Heads.Draw(row, head, query + i, multipliers);
            ScoreArithmetic<S, V>.Multiply(rowScores, multipliers, keys);
        }

        int width = Heads.PaddedHeadSize;
        SmallProducts<S, V>.Multiply(
            buffers.Scores, buffers.ScoreStride, count, keys, buffers.Values + (start * buffers.ValueStride), buffers.ValueStride, width,
            buffers.Tile, width);
        float* context = Context + ((long)(Heads.FirstQueryOf(row) + query) * ContextStride) + ((long)head * Heads.HeadSize);
        for (int i = 0; i < count; i++)
            Heads.WriteHead(buffers.Tile + ((long)i * width), 1f / sums[i], context + ((long)i * ContextStride), add: false);
    }

    // The scratch of a task, and the keys of the block that it works on.
    private struct Buffers
    {
        public float* Keys;                                                 // [headSize, padded]
        public long Padded;
        public float* Values;                                               // [keys, valueStride]
        public long ValueStride;
        public int FirstKey;
        public int KeyCount;
        public float* Scores;                                               // [8, scoreStride]
        public long ScoreStride;
        public float* Tile;                                                 // [8, paddedHeadSize]
        public float* Multipliers;
    }
}
