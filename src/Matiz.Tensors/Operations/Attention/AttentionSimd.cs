using Matiz.Tensors.Random;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Operations.Attention;

/// <summary>Attention by the vector, a task for some heads of one row.</summary>
/// <typeparam name="S">The vector width.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
internal sealed unsafe class AttentionSimd<S, V>(KernelVariant variant) : AttentionKernel
    where S : struct, ISimd<V>
    where V : struct
{
    public override Precision Precision => Precision.Float32;

    public override KernelVariant Variant => variant;

    public override void Forward(in AttentionShape shape, DropoutKey dropout, Tensor context, Tensor? statistics)
    {
        fixed (int* offsets = shape.Layout.Offsets)
        {
            var job = new AttentionForwardJob<S, V>
            {
                Heads = new AttentionHeads<S, V>(shape, dropout, offsets),
                Context = context.Pointer,
                ContextStride = context.Columns,
                Statistics = statistics is null ? null : statistics.Pointer,
            };
            CpuDevice.PoolOf(context).Run(job.Heads.Tasks, job);
        }
    }

    public override void Backward(
        in AttentionShape shape, DropoutKey dropout, Tensor context, Tensor statistics, Tensor dContext, Tensor dQuery, Tensor dKeyValue)
    {
        fixed (int* offsets = shape.Layout.Offsets)
        {
            var job = new AttentionBackwardJob<S, V>
            {
                Heads = new AttentionHeads<S, V>(shape, dropout, offsets),
                Statistics = statistics.Pointer,
                DContext = dContext.Pointer,
                ContextStride = dContext.Columns,
                DQuery = dQuery.Pointer + shape.QueryColumn,
                DKey = dKeyValue.Pointer + shape.KeyColumn,
                DValue = dKeyValue.Pointer + shape.ValueColumn,
            };
            CpuDevice.PoolOf(context).Run(job.Heads.Tasks, job);
        }
    }
}
