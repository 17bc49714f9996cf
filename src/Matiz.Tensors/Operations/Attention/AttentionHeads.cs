using System.Runtime.CompilerServices;
using Matiz.Tensors.Random;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Operations.Attention;

/// <summary>Where the queries, keys and values of each row and head lie, and how heads are cut into tasks.</summary>
/// <typeparam name="S">The vector width.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
internal readonly unsafe struct AttentionHeads<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    // Multiply-adds of a task: some microseconds, so that taking a task costs little beside it, and the heads of one short text are
    // still shared.
    private const long TaskWork = 50_000;

    public readonly float* Query;
    public readonly float* Key;
    public readonly float* Value;
    public readonly int QueryStride;
    public readonly int KeyValueStride;
    public readonly int* Offsets;
    public readonly int Rows;
    public readonly int Heads;
    public readonly int HeadSize;
    public readonly int HeadsPerTask;
    public readonly bool FirstTokensOnly;
    public readonly float Scale;
    public readonly DropoutKey Dropout;

    public AttentionHeads(in AttentionShape shape, DropoutKey dropout, int* offsets)
    {
        Query = shape.Query.Pointer + shape.QueryColumn;
        Key = shape.KeyValue.Pointer + shape.KeyColumn;
        Value = shape.KeyValue.Pointer + shape.ValueColumn;
        QueryStride = shape.Query.Columns;
        KeyValueStride = shape.KeyValue.Columns;
        Offsets = offsets;
        Rows = shape.Layout.RowCount;
        Heads = shape.Heads;
        HeadSize = shape.HeadSize;
        FirstTokensOnly = shape.FirstTokensOnly;
        Scale = shape.Scale;
        Dropout = dropout;
        long workOfHead = (long)shape.Layout.MaxLength * (FirstTokensOnly ? 1 : shape.Layout.MaxLength) * HeadSize;
        int most = (int)Math.Clamp(TaskWork / workOfHead, 1, Heads), tasks = (Heads + most - 1) / most;
        HeadsPerTask = (Heads + tasks - 1) / tasks;
    }

    public int Tasks => Rows * TasksPerRow;

    /// <summary>The head size in whole vectors.</summary>
    public int PaddedHeadSize => (HeadSize + S.Width - 1) / S.Width * S.Width;

    /// <summary>True when vectors would reach beyond the head: its rows are copied first.</summary>
    public bool NeedsPadding => HeadSize % S.Width != 0;

    /// <summary>Tasks that share a row's heads.</summary>
    public int TasksPerRow => (Heads + HeadsPerTask - 1) / HeadsPerTask;

    /// <summary>The stride of a buffer with one column a key: whole vectors of every width.</summary>
    public static long PaddedLength(int length) => (length + 15) & ~15;

    public void Cut(int task, out int row, out int firstHead, out int endHead)
    {
        row = task / TasksPerRow;
        firstHead = task % TasksPerRow * HeadsPerTask;
        endHead = Math.Min(Heads, firstHead + HeadsPerTask);
    }

    public int LengthOf(int row) => Offsets[row + 1] - Offsets[row];

    public int QueriesOf(int row) => FirstTokensOnly ? 1 : LengthOf(row);

    /// <summary>The first query of a row in the tensor of queries, of contexts and of statistics.</summary>
    public int FirstQueryOf(int row) => FirstTokensOnly ? row : Offsets[row];

    public float* QueryOf(int row, int head) => Query + ((long)FirstQueryOf(row) * QueryStride) + ((long)head * HeadSize);

    public float* KeyOf(int row, int head) => Key + ((long)Offsets[row] * KeyValueStride) + ((long)head * HeadSize);

    public float* ValueOf(int row, int head) => Value + ((long)Offsets[row] * KeyValueStride) + ((long)head * HeadSize);

    /// <summary>The multipliers of a query's probabilities.</summary>
    public void Draw(int row, int head, int query, float* multipliers) =>
        VectorRandom<S, V>.Multipliers(Dropout, (uint)row, (uint)query, (uint)head << 16, LengthOf(row), multipliers);

    /// <summary>
    /// The rows of a head for a product that loads whole vectors of them: in place, or copied to <paramref name="padded"/> when
    /// the head size is no multiple of the vector width.
    /// </summary>
    public float* Rectangle(float* source, int stride, int rows, float* padded, out long resultStride)
    {
        resultStride = stride;
        if (!NeedsPadding) return source;
        resultStride = PaddedHeadSize;
        for (int row = 0; row < rows; row++)
        {
            for (int i = 0; i < HeadSize; i += S.Width)
                S.Store(
                    S.LoadPartial(source + ((long)row * stride) + i, Math.Min(S.Width, HeadSize - i)), padded + (row * resultStride) + i);
        }

        return padded;
    }

    /// <summary>target = factor·source, or target += factor·source, over one head.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteHead(float* source, float factor, float* target, bool add)
    {
        var f = S.Broadcast(factor);
        for (int i = 0; i < HeadSize; i += S.Width)
        {
            int count = Math.Min(S.Width, HeadSize - i);
            var value = S.Load(source + i);
            value = add ? S.MultiplyAdd(value, f, S.LoadPartial(target + i, count)) : S.Multiply(value, f);
            S.StorePartial(value, target + i, count);
        }
    }
}
