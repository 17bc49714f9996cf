using Matiz.Tensors.Memory;
using Matiz.Tensors.Random;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Operations.Attention;

/// <summary>The way there and back.</summary>
/// <typeparam name="S">The vector width.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
internal sealed unsafe class AttentionSimd<S, V>(KernelVariant variant) : AttentionForwardSimd<S, V>(Precision.Float32, variant)
    where S : struct, ISimd<V>
    where V : struct
{
    public override void Backward(
        in AttentionShape shape, DropoutKey dropout, Tensor context, Tensor statistics, Tensor dContext, Tensor dQuery, Tensor dKeyValue)
    {
        switch (shape.IsWindowed, shape.Bias is not null)
        {
            case (false, false): Backward<WholeRow>(shape, dropout, context, statistics, dContext, dQuery, dKeyValue); break;
            case (false, true): Backward<Biased>(shape, dropout, context, statistics, dContext, dQuery, dKeyValue); break;
            case (true, false): Backward<Windowed>(shape, dropout, context, statistics, dContext, dQuery, dKeyValue); break;
            default: Backward<WindowedAndBiased>(shape, dropout, context, statistics, dContext, dQuery, dKeyValue); break;
        }
    }

    private static void Backward<D>(
        in AttentionShape shape, DropoutKey dropout, Tensor context, Tensor statistics, Tensor dContext, Tensor dQuery, Tensor dKeyValue)
        where D : struct, IDistanceRule
    {
        fixed (int* offsets = shape.Layout.Offsets)
        {
            var job = new AttentionBackwardJob<D, S, V>
            {
                Heads = new AttentionHeads<S, V>(shape, dropout, offsets),
                Span = new KeySpan<D, S, V>(shape.Window ?? 0),
                Statistics = statistics.Pointer,
                DContext = dContext.Pointer,
                ContextStride = dContext.Columns,
                DQuery = dQuery.Pointer + shape.QueryColumn,
                DKey = dKeyValue.Pointer + shape.KeyColumn,
                DValue = dKeyValue.Pointer + shape.ValueColumn,
            };
            if (shape.Bias is { } bias)
            {
                int longest = shape.Layout.MaxLength;
                long lines = BiasLines.Floats(shape.Heads, longest);
                bool trains = bias.Table.Trainable;
                float* values = ThreadScratch.GetFloats(
                    ThreadScratch.Slot.Job, lines + (trains ? BiasGradients.Floats(shape.Heads, shape.Layout) : 0));
                BiasLines.Fill(bias, longest, values);
                job.Bias = new BiasLines(values, longest);
                if (trains) job.BiasGradients = new BiasGradients(values + lines, shape.Heads, offsets);
            }

            CpuDevice.PoolOf(context).Run(job.Heads.Tasks, job);
            if (shape.Bias is { Table.Trainable: true } trained) job.BiasGradients.AddTo(trained, shape.Layout);
        }
    }
}
