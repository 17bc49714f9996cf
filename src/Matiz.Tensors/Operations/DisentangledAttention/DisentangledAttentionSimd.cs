using Matiz.Tensors.Memory;
using Matiz.Tensors.Operations.Attention;
using Matiz.Tensors.Random;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Operations.DisentangledAttention;

/// <summary>The way there and back: on the way back a task does one head of some rows.</summary>
/// <typeparam name="S">The vector width.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
internal sealed unsafe class DisentangledAttentionSimd<S, V>(KernelVariant variant)
    : DisentangledAttentionForwardSimd<S, V>(Precision.Float32, variant)
    where S : struct, ISimd<V>
    where V : struct
{
    // Tables of gradients that tasks add to by themselves: enough tasks for some tens of workers, at 12 heads, and not too much memory.
    private const int MostChunks = 4;

    public override void Backward(
        in AttentionShape shape,
        PositionProjections? positions,
        DropoutKey dropout,
        Tensor statistics,
        Tensor dContext,
        Tensor dQuery,
        Tensor dKeyValue,
        Tensor? dPositions)
    {
        int[] chunks = Chunks(shape.Layout);
        var tables = new Tables(shape, positions);
        var sums = new PositionGradients<S, V>(chunks.Length - 1, shape.Heads, tables.Keys.Distances, tables.PaddedHeadSize);
        float* memory = ThreadScratch.GetFloats(ThreadScratch.Slot.Job, tables.Floats + (dPositions is null ? 0 : sums.Floats));
        memory = tables.Take(memory);
        if (dPositions is not null) sums.Take(memory);
        fixed (int* offsets = shape.Layout.Offsets, firstRows = chunks)
        {
            tables.Fill(dContext);
            var heads = new AttentionHeads<S, V>(shape, dropout, offsets);
            var job = new DisentangledBackwardJob<S, V>
            {
                Scores = new DisentangledScores<S, V>(heads, tables.Keys, tables.Queries),
                Statistics = statistics.Pointer,
                DContext = dContext.Pointer,
                ContextStride = dContext.Columns,
                DQuery = dQuery.Pointer + shape.QueryColumn,
                DKey = dKeyValue.Pointer + shape.KeyColumn,
                DValue = dKeyValue.Pointer + shape.ValueColumn,
                Chunks = firstRows,
                Positions = sums,
            };
            CpuDevice.PoolOf(dContext).Run((chunks.Length - 1) * shape.Heads, job);
        }

        if (dPositions is not null) tables.Fold(sums, chunks.Length - 1, dPositions, shape.Scale);
    }

    // Rows in up to four chunks of about as many tokens: the first row of each, and the end.
    private static int[] Chunks(RaggedLayout layout)
    {
        int count = Math.Min(MostChunks, layout.RowCount);
        int[] first = new int[count + 1];
        for (int chunk = 1; chunk < count; chunk++)
        {
            int row = first[chunk - 1] + 1;
            while (row < layout.RowCount - (count - chunk) && (long)layout.Offsets[row] * count < (long)layout.TokenCount * chunk) row++;
            first[chunk] = row;
        }

        first[count] = layout.RowCount;
        return first;
    }
}
