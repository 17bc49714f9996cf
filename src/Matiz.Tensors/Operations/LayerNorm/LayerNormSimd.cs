using Matiz.Tensors.Memory;
using Matiz.Tensors.Random;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Operations.LayerNorm;

/// <summary>The way there and back.</summary>
/// <typeparam name="S">The vector width.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
internal sealed unsafe class LayerNormSimd<S, V>(KernelVariant variant) : LayerNormForwardSimd<S, V>(Precision.Float32, variant)
    where S : struct, ISimd<V>
    where V : struct
{
    public override void Backward(
        Tensor dY,
        Tensor sum,
        Tensor statistics,
        DropoutKey dropout,
        RaggedLayout layout,
        NormWeights norm,
        GradientTarget dResidual,
        GradientTarget dX)
    {
        int columns = dY.Columns;
        fixed (int* rowOfToken = dropout.IsActive ? layout.RowOfToken : default, offsets = layout.Offsets)
        {
            var job = new LayerNormBackwardJob<S, V>
            {
                DY = dY.Pointer,
                Sum = sum.Pointer,
                Statistics = statistics.Pointer,
                Gamma = norm.Gamma.Value.Pointer,
                DResidual = dResidual.Tensor is null ? null : dResidual.Tensor.Pointer,
                AddToResidual = dResidual.Accumulate,
                DX = dX.Tensor is null ? null : dX.Tensor.Pointer,
                AddToX = dX.Accumulate,
                Rows = dY.Rows,
                Columns = columns,
                Draws = new TokenDraws<S, V>(dropout, rowOfToken, offsets, columns),
            };
            job.Partials = ThreadScratch.GetFloats(ThreadScratch.Slot.Job, 2L * columns * job.Tasks);
            CpuDevice.PoolOf(dY).Run(job.Tasks, job);
            if (norm.Gamma.Trainable) AddBlocks(job.Partials, job.Tasks, columns, norm.Gamma.GradientBuffer.Pointer);
            if (norm.Beta is { Trainable: true } beta) AddBlocks(job.Partials + columns, job.Tasks, columns, beta.GradientBuffer.Pointer);
        }
    }

    // The blocks' sums in their order, and then onto the gradient.
    private static void AddBlocks(float* partials, int blocks, int columns, float* gradient)
    {
        for (int i = 0; i < columns; i += S.Width)
        {
            int count = Math.Min(S.Width, columns - i);
            var total = S.Zero;
            for (int block = 0; block < blocks; block++) total = S.Add(total, S.LoadPartial(partials + (2L * columns * block) + i, count));
            S.StorePartial(S.Add(S.LoadPartial(gradient + i, count), total), gradient + i, count);
        }
    }
}
