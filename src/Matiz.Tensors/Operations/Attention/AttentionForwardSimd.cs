using Matiz.Tensors.Memory;
using Matiz.Tensors.Random;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Operations.Attention;

/// <summary>Attention by the vector, a task for some heads of one row.</summary>
/// <typeparam name="S">The vector width.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
internal unsafe class AttentionForwardSimd<S, V>(Precision precision, KernelVariant variant) : AttentionKernel
    where S : struct, ISimd<V>
    where V : struct
{
    public override Precision Precision => precision;

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
        in AttentionShape shape, DropoutKey dropout, Tensor context, Tensor statistics, Tensor dContext, Tensor dQuery, Tensor dKeyValue) =>
        throw ForwardOnly();

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
            int rows = shape.Layout.RowCount, longest = shape.Layout.MaxLength;
            var memory = new MemoryPlan();
            long countsAt = memory.Add(QuantizedContexts.BytesOf(context, rows));
            long linesAt = memory.Add(shape.Bias is null ? 0 : BiasLines.Floats(shape.Heads, longest) * sizeof(float));
            byte* start = ThreadScratch.Get(ThreadScratch.Slot.Job, memory.Bytes);
            job.Quantized = new QuantizedContexts(context, rows, job.Heads.TasksPerRow, start + countsAt);
            if (shape.Bias is { } bias)
            {
                float* lines = (float*)(start + linesAt);
                BiasLines.Fill(bias, longest, lines);
                job.Bias = new BiasLines(lines, longest);
            }

            CpuDevice.PoolOf(context).Run(job.Heads.Tasks, job);
        }
    }
}
