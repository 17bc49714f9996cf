using Matiz.Tensors.Memory;
using Matiz.Tensors.Operations.Attention;
using Matiz.Tensors.Simd;
using Matiz.Tensors.Threading;

namespace Matiz.Tensors.Operations.DisentangledAttention;

/// <summary>Heads of one row of the batch. A block of scores at a time is held, which bounds the memory for long rows.</summary>
/// <typeparam name="S">The vector width.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
internal unsafe struct DisentangledForwardJob<S, V> : IJob
    where S : struct, ISimd<V>
    where V : struct
{
    private const int Rows = SmallProducts<S, V>.Rows;

    public DisentangledScores<S, V> Scores;
    public float* Context;
    public int ContextStride;
    public float* Statistics;                                               // null in inference
    public QuantizedContexts Quantized;

    public readonly void Execute(int task, int worker)
    {
        var heads = Scores.Heads;
        heads.Cut(task, out int row, out int firstHead, out int endHead);
        int length = heads.LengthOf(row), queries = heads.QueriesOf(row);
        var buffers = new Buffers(heads, length, queries);
        for (int head = firstHead; head < endHead; head++)
        {
            Transposition.Transpose(heads.KeyOf(row, head), heads.KeyValueStride, length, heads.HeadSize, buffers.Keys, buffers.Padded);
            float* values = heads.Rectangle(heads.ValueOf(row, head), heads.KeyValueStride, length, buffers.ValueCopy, out long stride);
            for (int first = 0; first < queries; first += DisentangledScores<S, V>.BlockQueries)
            {
                int count = Math.Min(DisentangledScores<S, V>.BlockQueries, queries - first);
                Scores.Compute(row, head, first, count, buffers.Keys, buffers.Scratch, buffers.Scores);
                for (int query = 0; query < count; query += Rows)
                {
                    float* scores = buffers.Scores + (query * buffers.Padded);
                    Attend(row, head, first + query, Math.Min(Rows, count - query), scores, values, stride, buffers);
                }
            }
        }

        Quantized.Leave(row, heads.FirstQueryOf(row), queries);
    }

    // Up to eight queries: from their scores to their contexts.
    private readonly void Attend(
        int row, int head, int query, int count, float* scores, float* values, long valueStride, in Buffers buffers)
    {
        var heads = Scores.Heads;
        int length = heads.LengthOf(row), width = heads.PaddedHeadSize;
        float* sums = stackalloc float[Rows];
        for (int i = 0; i < count; i++)
        {
            float* rowScores = scores + (i * buffers.Padded);
            float largest = ScoreArithmetic<S, V>.Largest(rowScores, length) * heads.Scale;
            sums[i] = ScoreArithmetic<S, V>.Exponentials(rowScores, length, heads.Scale, largest);
            if (Statistics != null)
            {
                float* statistics = Statistics + (2L * (((long)(heads.FirstQueryOf(row) + query + i) * heads.Heads) + head));
                statistics[0] = largest;
                statistics[1] = sums[i];
            }

            if (!heads.Dropout.IsActive) continue;
            heads.Draw(row, head, query + i, buffers.Multipliers);
            ScoreArithmetic<S, V>.Multiply(rowScores, buffers.Multipliers, length);
        }

        SmallProducts<S, V>.Multiply(scores, buffers.Padded, count, length, values, valueStride, width, buffers.Tile, width);
        float* context = Context + ((long)(heads.FirstQueryOf(row) + query) * ContextStride) + ((long)head * heads.HeadSize);
        for (int i = 0; i < count; i++)
            heads.WriteHead(buffers.Tile + ((long)i * width), 1f / sums[i], context + ((long)i * ContextStride), add: false);
    }

    // The scratch of a task.
    private readonly struct Buffers
    {
        public readonly long Padded;
        public readonly float* Keys;                                        // [headSize, padded length]
        public readonly float* Scores;                                      // [queries of a block, padded length]
        public readonly float* Scratch;
        public readonly float* Tile;                                        // [8, padded head size]
        public readonly float* Multipliers;
        public readonly float* ValueCopy;                                   // whole vectors a row, only where the head size asks for it

        public Buffers(in AttentionHeads<S, V> heads, int length, int queries)
        {
            Padded = AttentionHeads<S, V>.PaddedLength(length);
            long turned = Padded * heads.HeadSize;
            long block = Padded * Math.Min(DisentangledScores<S, V>.BlockQueries, (queries + Rows - 1) / Rows * Rows);
            long scratch = DisentangledScores<S, V>.ScratchFloats(length), tile = (long)Rows * heads.PaddedHeadSize;
            int draws = heads.Dropout.IsActive ? (length + 63) & ~63 : 0;
            long copy = heads.NeedsPadding ? (long)length * heads.PaddedHeadSize : 0;
            Keys = ThreadScratch.GetFloats(ThreadScratch.Slot.Task, turned + block + scratch + tile + draws + copy);
            Scores = Keys + turned;
            Scratch = Scores + block;
            Tile = Scratch + scratch;
            Multipliers = Tile + tile;
            ValueCopy = Multipliers + draws;
        }
    }
}
