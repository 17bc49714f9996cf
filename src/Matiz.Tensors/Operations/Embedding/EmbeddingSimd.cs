using Matiz.Tensors.Memory;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Operations.Embedding;

/// <summary>
/// Embeddings by the vector. On the way back tokens are sorted by their table row, and each task owns a range of columns: it adds
/// the tokens of a row in registers, in their order, and touches the gradient once a row.
/// </summary>
/// <typeparam name="S">The vector width.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
internal sealed unsafe class EmbeddingSimd<S, V>(KernelVariant variant) : EmbeddingKernel
    where S : struct, ISimd<V>
    where V : struct
{
    public override Precision Precision => Precision.Float32;

    public override KernelVariant Variant => variant;

    public override void Forward(IReadOnlyList<EmbeddingLookup> lookups, Tensor y)
    {
        int tokens = y.Rows;
        byte* scratch = ThreadScratch.Get(ThreadScratch.Slot.Job, lookups.Count * (sizeof(float*) + ((long)tokens * sizeof(int))));
        float** tables = (float**)scratch;
        int* indices = (int*)(scratch + (lookups.Count * sizeof(float*)));
        for (int i = 0; i < lookups.Count; i++)
        {
            tables[i] = lookups[i].Table.Value.Pointer;
            lookups[i].Indices.CopyTo(new Span<int>(indices + ((long)i * tokens), tokens));
        }

        var job = new EmbeddingForwardJob<S, V>
        {
            Tables = tables,
            Indices = indices,
            Lookups = lookups.Count,
            Tokens = tokens,
            Columns = y.Columns,
            Y = y.Pointer,
        };
        CpuDevice.PoolOf(y).Run(job.Tasks, job);
    }

    public override void Backward(Tensor dY, EmbeddingLookup lookup)
    {
        long* keys = (long*)ThreadScratch.Get(ThreadScratch.Slot.Job, (long)dY.Rows * sizeof(long));
        int count = 0;
        for (int token = 0; token < dY.Rows; token++)
        {
            int index = lookup.Indices[token];
            if (index != lookup.PaddingIndex) keys[count++] = ((long)index << 32) | (uint)token;
        }

        new Span<long>(keys, count).Sort();
        var job = new EmbeddingBackwardJob<S, V>
        {
            Keys = keys,
            Count = count,
            Columns = dY.Columns,
            DY = dY.Pointer,
            Gradient = lookup.Table.GradientBuffer.Pointer,
        };
        CpuDevice.PoolOf(dY).Run(job.Tasks, job);
    }
}
