using Matiz.Tensors.Memory;
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
        switch (shape.IsWindowed, shape.Bias is not null)
        {
            case (false, false): Forward<WholeRow>(shape, dropout, context, statistics); break;
            case (false, true): Forward<Biased>(shape, dropout, context, statistics); break;
            case (true, false): Forward<Windowed>(shape, dropout, context, statistics); break;
            default: Forward<WindowedAndBiased>(shape, dropout, context, statistics); break;
        }
    }

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

    private static void Forward<D>(in AttentionShape shape, DropoutKey dropout, Tensor context, Tensor? statistics)
        where D : struct, IDistanceRule
    {
        fixed (int* offsets = shape.Layout.Offsets)
        {
            var job = new AttentionForwardJob<D, S, V>
            {
                Heads = new AttentionHeads<S, V>(shape, dropout, offsets),
                Span = new KeySpan<D, S, V>(shape.Window ?? 0),
                Context = context.Pointer,
                ContextStride = context.Columns,
                Statistics = statistics is null ? null : statistics.Pointer,
            };
            if (shape.Bias is { } bias)
            {
                int longest = shape.Layout.MaxLength;
                float* lines = ThreadScratch.GetFloats(ThreadScratch.Slot.Job, BiasLines.Floats(shape.Heads, longest));
                BiasLines.Fill(bias, longest, lines);
                job.Bias = new BiasLines(lines, longest);
            }

            CpuDevice.PoolOf(context).Run(job.Heads.Tasks, job);
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
