using Matiz.Tensors.Memory;
using Matiz.Tensors.Simd;
using Matiz.Tensors.Threading;

namespace Matiz.Tensors.Operations.Linear;

/// <summary>The three products by tiles of vectors, for any vector width.</summary>
/// <typeparam name="T">The tile kernel.</typeparam>
/// <typeparam name="S">The vector width.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
internal unsafe class LinearSimd<T, S, V>(KernelVariant variant) : LinearKernel
    where T : struct, ITileKernel<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    // Tokens of X packed at once: 1.5 MB for 768 columns. Fewer and loading and storing the sums costs more, many more and X leaves the
    // cache.
    private const int TokenBlock = 480;

    private static readonly NativeBuffer Zeros = new(Panels<S, V>.Width * sizeof(float));

    public override Precision Precision => Precision.Float32;

    public override KernelVariant Variant { get; } = variant;

    public override void Forward(Tensor x, LinearWeights weights, Activation activation, Tensor? beforeActivation, Tensor y)
    {
        if (x.Rows == 0) return;
        var pool = CpuDevice.PoolOf(x);
        var packed = PackedWeights<S, V>.ForForward(weights, pool);
        var product = beforeActivation ?? y;
        var job = new ProductJob<T, S, V>
        {
            A = x.Pointer,
            B = packed.Forward,
            M = x.Rows,
            N = weights.Outputs,
            K = weights.Inputs,
            Start = packed.Bias,
            StartRow = 0,
            StartColumn = 1,
            C = product.Pointer,
            Activation = activation,
            Y = y.Pointer,
            Workers = pool.Workers,
        };
        pool.Run(job.Plan(), job);
        GC.KeepAlive(packed);
        y.ZeroRoundingRows();
        beforeActivation?.ZeroRoundingRows();
    }

    public override void InputGradient(Tensor dY, LinearWeights weights, bool accumulate, Tensor dX)
    {
        if (dY.Rows == 0) return;
        var pool = CpuDevice.PoolOf(dY);
        var packed = PackedWeights<S, V>.ForBackward(weights, pool);
        var job = new ProductJob<T, S, V>
        {
            A = dY.Pointer,
            B = packed.Backward,
            M = dY.Rows,
            N = weights.Inputs,
            K = weights.Outputs,
            Start = accumulate ? dX.Pointer : (float*)Zeros.Pointer,
            StartRow = accumulate ? weights.Inputs : 0,
            StartColumn = accumulate ? 1 : 0,
            C = dX.Pointer,
            Activation = Activation.None,
            Y = dX.Pointer,
            Workers = pool.Workers,
        };
        pool.Run(job.Plan(), job);
        GC.KeepAlive(packed);
        dX.ZeroRoundingRows();
    }

    public override void WeightGradient(Tensor dY, Tensor x, LinearWeights weights)
    {
        if (x.Rows == 0 || !weights.HasTrainable) return;
        var pool = CpuDevice.PoolOf(x);
        int tokensABlock = Math.Min(x.Rows, TokenBlock), blocks = (x.Rows + TokenBlock - 1) / TokenBlock;
        int rowsATask = RowsATask(weights.Outputs);
        long scratchFloats = (long)rowsATask * tokensABlock;
        var memory = new MemoryPlan();
        long partsAt = memory.Add((long)sizeof(GradientPart) * weights.Parts.Count);
        long biasSumsAt = memory.Add((long)weights.Outputs * sizeof(float));
        long xAt = memory.Add((long)tokensABlock * Panels<S, V>.PaddedColumns(weights.Inputs) * sizeof(float));
        long scratchAt = memory.Add(scratchFloats * pool.Workers * sizeof(float));
        long sumsAt = memory.Add(blocks > 1 ? (long)weights.Outputs * weights.Inputs * sizeof(float) : 0);
        byte* start = ThreadScratch.Get(ThreadScratch.Slot.Job, memory.Bytes);
        var job = new WeightGradientJob<T, S, V>
        {
            Parts = (GradientPart*)(start + partsAt),
            PartCount = weights.Parts.Count,
            RowsATask = rowsATask,
            Outputs = weights.Outputs,
            Inputs = weights.Inputs,
            X = (float*)(start + xAt),
            Sums = (float*)(start + sumsAt),
            BiasSums = (float*)(start + biasSumsAt),
            Zeros = (float*)Zeros.Pointer,
            Scratch = (float*)(start + scratchAt),
            ScratchFloats = scratchFloats,
        };
        new Span<float>(job.BiasSums, weights.Outputs).Clear();
        FillParts(weights, job.Parts);
        AddBlocks(dY, x, job, pool);
    }

    // Tokens go block after block, counted from the first; each block's X is packed by all workers, then used by all.
    private static void AddBlocks(Tensor dY, Tensor x, WeightGradientJob<T, S, V> job, WorkerPool pool)
    {
        int tasks = job.Plan();
        for (int first = 0; first < x.Rows; first += TokenBlock)
        {
            job.Tokens = Math.Min(TokenBlock, x.Rows - first);
            job.DY = dY.Pointer + ((long)first * job.Outputs);
            job.IsFirst = first == 0;
            job.IsLast = first + job.Tokens == x.Rows;
            var pack = new PackPanelsJob<S, V>
            {
                Source = x.Pointer + ((long)first * job.Inputs),
                Rows = job.Tokens,
                Columns = job.Inputs,
                Destination = job.X,
                FirstPackedRow = 0,
                PackedRows = job.Tokens,
            };
            pool.Run(pack.TaskCount, pack);
            pool.Run(tasks, job);
        }
    }

    private static void FillParts(LinearWeights weights, GradientPart* parts)
    {
        int column = 0;
        for (int i = 0; i < weights.Parts.Count; i++)
        {
            var part = weights.Parts[i];
            parts[i] = new GradientPart
            {
                Weight = part.WeightGradient,
                Bias = part.BiasGradient,
                FirstColumn = column,
                Rows = part.Rows,
            };
            column += part.Rows;
        }
    }

    // Wider tasks copy less beside what they compute; narrower ones are more, so that the workers end together.
    private static int RowsATask(int outputs) => outputs >= 1536 ? 96 : 48;
}
