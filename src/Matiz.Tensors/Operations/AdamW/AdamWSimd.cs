using Matiz.Tensors.Memory;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Operations.AdamW;

/// <summary>
/// AdamW by the vector, one pass over value, gradient and moments. In a lookup table, rows without a gradient in this step do not
/// read one, and rows that never had one are only decayed: their moments are zero and stay so. In a vocabulary of 30,522 tokens
/// that is nine rows in ten of a small training.
/// </summary>
/// <typeparam name="S">The vector width.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
internal sealed unsafe class AdamWSimd<S, V>(KernelVariant variant) : AdamWKernel
    where S : struct, ISimd<V>
    where V : struct
{
    public override Precision Precision => Precision.Float32;

    public override KernelVariant Variant => variant;

    public override void Update(
        Parameter parameter, Tensor firstMoment, Tensor secondMoment, ReadOnlySpan<bool> rowHasMoments, in AdamWStep step)
    {
        var pool = CpuDevice.PoolOf(parameter.Value);
        var arithmetic = new AdamWArithmetic<S, V>
        {
            Value = parameter.Value.Pointer,
            Gradient = parameter.GradientBuffer.Pointer,
            FirstMoment = firstMoment.Pointer,
            SecondMoment = secondMoment.Pointer,
            Step = step,
        };
        if (rowHasMoments.IsEmpty)
        {
            var job = new AdamWDenseJob<S, V> { Arithmetic = arithmetic, Length = parameter.Length };
            pool.Run(job.Tasks, job);
            return;
        }

        fixed (bool* hasMoments = rowHasMoments, touched = parameter.TouchedFlags)
        {
            var job = new AdamWTableJob<S, V>
            {
                Arithmetic = arithmetic,
                HasMoments = hasMoments,
                Touched = touched,
                Rows = parameter.Value.Rows,
                Columns = parameter.Value.Columns,
            };
            pool.Run(job.Tasks, job);
        }
    }

    public override double SquaredNorm(Parameter parameter)
    {
        fixed (int* touchedRows = parameter.TouchedRows)
        {
            var job = new SquaredNormJob<S, V>
            {
                Gradient = parameter.GradientBuffer.Pointer,
                Rows = parameter.IsLookupTable ? touchedRows : null,
                Length = parameter.IsLookupTable ? (long)parameter.TouchedRows.Length * parameter.Value.Columns : parameter.Length,
                Columns = parameter.Value.Columns,
            };
            job.Sums = (double*)ThreadScratch.Get(ThreadScratch.Slot.Job, (long)job.Tasks * sizeof(double));
            CpuDevice.PoolOf(parameter.Value).Run(job.Tasks, job);
            double total = 0;
            for (int task = 0; task < job.Tasks; task++) total += job.Sums[task];
            return total;
        }
    }
}
