using System.Runtime.CompilerServices;
using Matiz.Tensors.Simd;
using Matiz.Tensors.Threading;

namespace Matiz.Tensors.Operations.Clipping;

/// <summary>By the vector; of a lookup table only the rows that have a gradient.</summary>
/// <typeparam name="S">The vector width.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
internal sealed unsafe class ClippingSimd<S, V>(KernelVariant variant) : ClippingKernel
    where S : struct, ISimd<V>
    where V : struct
{
    public override Precision Precision => Precision.Float32;

    public override KernelVariant Variant => variant;

    public override void Clamp(Parameter parameter, float limit)
    {
        fixed (int* touchedRows = parameter.TouchedRows)
        {
            int columns = parameter.Value.Columns;
            var job = new ClampJob<S, V>
            {
                Gradient = parameter.GradientBuffer.Pointer,
                Rows = parameter.IsLookupTable ? touchedRows : null,
                Columns = columns,
                Length = parameter.IsLookupTable ? (long)parameter.TouchedRows.Length * columns : parameter.Length,
                Limit = limit,
            };
            CpuDevice.PoolOf(parameter.Value).Run(job.Tasks, job);
        }
    }
}

/// <summary>Blocks of elements, or single rows of a lookup table.</summary>
/// <typeparam name="S">The vector width.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
internal unsafe struct ClampJob<S, V> : IJob
    where S : struct, ISimd<V>
    where V : struct
{
    public float* Gradient;
    public int* Rows;                                                       // of a lookup table: those with a gradient; else null
    public int Columns;
    public long Length;                                                     // elements that are bounded
    public float Limit;

    private const int BlockElements = 16384;

    public readonly int Tasks => Rows == null ? (int)((Length + BlockElements - 1) / BlockElements) : (int)(Length / Columns);

    public readonly void Execute(int task, int worker)
    {
        if (Rows != null)
        {
            Stretch(Gradient + ((long)Rows[task] * Columns), Columns);
            return;
        }

        long first = (long)task * BlockElements;
        Stretch(Gradient + first, (int)Math.Min(BlockElements, Length - first));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Stretch(float* g, int count)
    {
        V least = S.Broadcast(-Limit), most = S.Broadcast(Limit);           // before g: what is no number stays none
        int i = 0;
        for (; i <= count - S.Width; i += S.Width) S.Store(S.Max(least, S.Min(most, S.Load(g + i))), g + i);
        if (i < count) S.StorePartial(S.Max(least, S.Min(most, S.LoadPartial(g + i, count - i))), g + i, count - i);
    }
}
