using System.Runtime.CompilerServices;
using Matiz.Tensors.Memory;
using Matiz.Tensors.Simd;
using Matiz.Tensors.Threading;

namespace Matiz.Tensors.Operations.Attention;

/// <summary>
/// Heads of one row of the batch. Keys are turned once, so that sixteen scores lie side by side; eight queries then share each
/// vector of keys and of values. Scores never leave the cache.
/// </summary>
/// <typeparam name="S">The vector width.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
internal unsafe struct AttentionForwardJob<S, V> : IJob
    where S : struct, ISimd<V>
    where V : struct
{
    public const float Log2E = 1.44269504f;

    public AttentionHeads<S, V> Heads;
    public float* Context;
    public int ContextStride;
    public float* Statistics;                                               // null in inference

    public readonly void Execute(int task, int worker)
    {
        Heads.Cut(task, out int row, out int firstHead, out int endHead);
        int length = Heads.LengthOf(row);
        long padded = AttentionHeads<S, V>.PaddedLength(length);
        int draws = Heads.Dropout.IsActive ? (length + 63) & ~63 : 0;
        long rectangle = Heads.NeedsPadding ? (long)length * Heads.PaddedHeadSize : 0;
        const int Rows = SmallProducts<S, V>.Rows;
        float* keys = ThreadScratch.GetFloats(
            ThreadScratch.Slot.Task, (padded * (Heads.HeadSize + Rows)) + (Rows * Heads.PaddedHeadSize) + draws + rectangle);
        float* scores = keys + (padded * Heads.HeadSize);
        float* tile = scores + (padded * Rows);
        float* multipliers = tile + (Rows * Heads.PaddedHeadSize);
        float* copy = multipliers + draws;
        for (int head = firstHead; head < endHead; head++)
        {
            Transposition.Transpose(Heads.KeyOf(row, head), Heads.KeyValueStride, length, Heads.HeadSize, keys, padded);
            float* values = Heads.Rectangle(Heads.ValueOf(row, head), Heads.KeyValueStride, length, copy, out long valueStride);
            int queries = Heads.QueriesOf(row);
            for (int query = 0; query < queries; query += Rows)
                Attend(row, head, query, Math.Min(Rows, queries - query), keys, padded, scores, values, valueStride, tile, multipliers);
        }
    }

    /// <summary>
    /// Turns scores into exp(scale·score - largest) with the largest scaled score, and the lanes beyond the last key into zeros.
    /// </summary>
    /// <returns>The sum.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Exponentials(float* scores, int length, float scale, float largest)
    {
        var factor = S.Broadcast(scale * Log2E);
        var shift = S.Broadcast(-largest * Log2E);
        var sum = S.Zero;
        int i = 0;
        for (; i <= length - S.Width; i += S.Width)
        {
            var e = VectorMath<S, V>.Exp2(S.MultiplyAdd(S.Load(scores + i), factor, shift));
            S.Store(e, scores + i);
            sum = S.Add(sum, e);
        }

        if (i < length)
        {
            var e = S.And(S.FirstLanes(length - i), VectorMath<S, V>.Exp2(S.MultiplyAdd(S.Load(scores + i), factor, shift)));
            S.Store(e, scores + i);
            sum = S.Add(sum, e);
        }

        return S.Sum(sum);
    }

    private readonly void Attend(
        int row, int head, int query, int count, float* keys, long padded, float* scores, float* values, long valueStride, float* tile,
        float* multipliers)
    {
        int length = Heads.LengthOf(row);
        float* q = Heads.QueryOf(row, head) + ((long)query * Heads.QueryStride);
        float* sums = stackalloc float[SmallProducts<S, V>.Rows];
        SmallProducts<S, V>.Multiply(q, Heads.QueryStride, count, Heads.HeadSize, keys, padded, (int)padded, scores, padded);
        for (int i = 0; i < count; i++)
        {
            float* rowScores = scores + (i * padded);
            float largest = Largest(rowScores, length) * Heads.Scale;
            sums[i] = Exponentials(rowScores, length, Heads.Scale, largest);
            if (Statistics != null)
            {
                float* statistics = Statistics + (2L * (((long)(Heads.FirstQueryOf(row) + query + i) * Heads.Heads) + head));
                statistics[0] = largest;
                statistics[1] = sums[i];
            }

            if (!Heads.Dropout.IsActive) continue;
            Heads.Draw(row, head, query + i, multipliers);
            Multiply(rowScores, multipliers, length);
        }

        SmallProducts<S, V>.Multiply(scores, padded, count, length, values, valueStride, Heads.PaddedHeadSize, tile, Heads.PaddedHeadSize);
        float* context = Context + ((long)(Heads.FirstQueryOf(row) + query) * ContextStride) + ((long)head * Heads.HeadSize);
        for (int i = 0; i < count; i++)
            Heads.WriteHead(tile + ((long)i * Heads.PaddedHeadSize), 1f / sums[i], context + ((long)i * ContextStride), add: false);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Largest(float* scores, int length)
    {
        var largest = S.Broadcast(float.NegativeInfinity);
        int i = 0;
        for (; i <= length - S.Width; i += S.Width) largest = S.Max(largest, S.Load(scores + i));
        if (i < length) largest = S.Select(S.FirstLanes(length - i), S.Max(largest, S.Load(scores + i)), largest);
        return S.MaxElement(largest);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply(float* scores, float* multipliers, int length)
    {
        for (int i = 0; i < length; i += S.Width) S.Store(S.Multiply(S.Load(scores + i), S.Load(multipliers + i)), scores + i);
    }
}
