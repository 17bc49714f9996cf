using Matiz.Tensors.Memory;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Operations.Linear.Dots;

/// <summary>
/// Linear layers of 8-bit integers by any tile kernel, forward only. The integer part has the same bits whatever the tile; layers of
/// parameters that keep to floats are computed by the kernel of 32-bit numbers.
/// </summary>
/// <typeparam name="D">Integers of the vector.</typeparam>
/// <typeparam name="S">The vector width of what follows the sums.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
internal sealed unsafe class LinearInt8<D, S, V>(KernelVariant variant, DotTileKernel tile) : LinearKernel
    where D : struct, IIntegerSimd<V>
    where S : struct, ISimd<V>
    where V : struct
{
    // More than a block of rows, which a single thread would quantize at the end, while the others wait; fewer are shared by the rows.
    private const int FewestRowsToQuantize = 49;

    private LinearKernel? _floats;

    public override Precision Precision => Precision.Int8;

    public override KernelVariant Variant => variant;

    public override RowQuantizer Quantizer => RowQuantizers<D, S, V>.To(tile.Element);

    public override DotTileKernel Tile => tile;

    public override bool Quantizes(LinearWeights weights) => Int8Layers.Computes(weights);

    public override bool QuantizesResults(int rows) => rows >= FewestRowsToQuantize;

    private RowQuantizer WeightQuantizer =>
        RowQuantizers<D, S, V>.To(tile.Element == DotElement.Int16 ? DotElement.Int16 : DotElement.Int8);

    private LinearKernel Floats => _floats ??= Select(All, Precision.Float32, Variant);

    public override void Forward(Tensor x, LinearWeights weights, Activation activation, Tensor? beforeActivation, Tensor y)
    {
        if (!Int8Layers.Computes(weights))
        {
            Floats.Forward(x, weights, activation, beforeActivation, y);
            return;
        }

        if (x.Rows == 0) return;
        var pool = CpuDevice.PoolOf(x);
        var packed = PackedInt8Weights.For(weights, tile, WeightQuantizer, pool);
        bool isQuantized = x.Quantized is { IsFilled: true };
        var quantized = activation == Activation.None && beforeActivation is not null ? default : QuantizedTarget.For(y);
        var job = new DotProductJob<Int8Epilogue<D, S, V>>
        {
            B = packed.Panels,
            M = x.Rows,
            N = weights.Outputs,
            Groups = packed.Groups,
            TileRows = tile.Rows,
            TileColumns = tile.Columns,
            Code = tile.Code,
            PanelBytesATask = tile.PanelBytesATask,
            Workers = pool.Workers,
            FinishesRows = quantized.IsWanted,
        };
        int tasks = job.Plan();
        long quantizedBytes = isQuantized ? 0 : QuantizedTensor.BytesOf(tile.Element, x.Rows, x.Columns);
        var memory = new MemoryPlan();
        long inputAt = memory.Add(quantizedBytes);
        long panelsLeftAt = memory.Add((long)job.RowBlocks * sizeof(int));
        int floatRows = y.HasFloats ? 0 : job.TakesWholeRows ? pool.Workers * job.MostRowsABlock : x.Rows;
        long floatsAt = memory.Add((long)floatRows * weights.Outputs * sizeof(float));
        byte* scratch = ThreadScratch.Get(ThreadScratch.Slot.Job, memory.Bytes);
        float* floats = y.HasFloats ? y.Pointer : (float*)(scratch + floatsAt);
        var input = isQuantized ? x.Quantized!.TargetOf(Quantizer) : QuantizedTarget.In(scratch + inputAt, Quantizer, x.Rows, x.Columns);
        if (!isQuantized)
        {
            var quantize = new QuantizeRowsJob { Target = input, Values = x.Pointer, Rows = x.Rows };
            pool.Run(quantize.TaskCount, quantize);
        }

        job.A = input.Values;
        job.ARowBytes = input.RowBytes;
        job.Epilogue = new Int8Epilogue<D, S, V>
        {
            RowScales = input.Scales,
            ColumnScales = packed.Scales,
            Corrections = packed.Corrections,
            Bias = packed.Biases,
            N = weights.Outputs,
            C = beforeActivation is null ? floats : beforeActivation.Pointer,
            Activation = activation,
            Y = floats,
            WorkerRows = y.HasFloats || !job.TakesWholeRows ? null : floats,
            WorkerRowCount = job.MostRowsABlock,
            Quantized = quantized,
            PanelsLeft = (int*)(scratch + panelsLeftAt),
        };
        new Span<int>(job.Epilogue.PanelsLeft, job.RowBlocks).Fill(job.Panels);
        pool.Run(tasks, job);
        GC.KeepAlive(packed);
        y.ZeroRoundingRows();
        beforeActivation?.ZeroRoundingRows();
    }

    public override void InputGradient(Tensor dY, LinearWeights weights, bool accumulate, Tensor dX) => throw ForwardOnly();

    public override void WeightGradient(Tensor dY, Tensor x, LinearWeights weights) => throw ForwardOnly();
}
