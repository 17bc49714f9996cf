using Matiz.Tensors.Memory;
using Matiz.Tensors.Simd;
using Matiz.Tensors.Threading;

namespace Matiz.Tensors.Operations.Linear.Dots;

/// <summary>
/// The three products of bfloat16 numbers with sums of 32 bits: operands are rounded once for each product, master weights, gradients and
/// biases stay in 32 bits. Each sum goes along the inner index in its kernel's order (of dW: block of tokens by block), so that neither
/// threads nor the other rows of a batch change a bit.
/// </summary>
/// <typeparam name="S">The vector width of what follows a product.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
internal sealed unsafe class LinearBFloat16<S, V>(KernelVariant variant, DotTileKernel tile) : LinearKernel
    where S : struct, ISimd<V>
    where V : struct
{
    // Tokens of X packed at once: 3 MB for 768 columns, since sums of a further block go to memory and back, and with tiles memory is what
    // a product waits for. A multiple of what a group line holds.
    private const int TokenBlock = 1920;

    public override Precision Precision => Precision.BFloat16;

    public override KernelVariant Variant { get; } = variant;

    public override DotTileKernel Tile => tile;

    public override RowQuantizer Quantizer => BFloat16Rows.Quantizer;

    public override bool Quantizes(LinearWeights weights) => true;

    public override bool QuantizesResults(int rows) => rows > 0;

    public override bool IsWorthwhile => BFloat16Speed.IsFast(tile);

    public override void Forward(Tensor x, LinearWeights weights, Activation activation, Tensor? beforeActivation, Tensor y)
    {
        if (x.Rows == 0) return;
        var pool = CpuDevice.PoolOf(x);
        var packed = BFloat16Weights.ForForward(weights, tile.Columns, pool);
        var epilogue = new BFloat16ForwardEpilogue<S, V>
        {
            Bias = packed.Bias,
            N = weights.Outputs,
            Activation = activation,
            BeforeActivation = beforeActivation is null ? null : beforeActivation.Pointer,
            Y = y.HasFloats ? y.Pointer : null,
            Rounded = QuantizedTarget.For(y),
        };
        Multiply(x, packed.Forward, weights.Outputs, epilogue, pool);
        GC.KeepAlive(packed);
        y.ZeroRoundingRows();
        beforeActivation?.ZeroRoundingRows();
    }

    public override void InputGradient(Tensor dY, LinearWeights weights, bool accumulate, Tensor dX)
    {
        if (dY.Rows == 0) return;
        var pool = CpuDevice.PoolOf(dY);
        var packed = BFloat16Weights.ForBackward(weights, tile.Columns, pool);
        var epilogue = new BFloat16Epilogue<S, V>
        {
            C = dX.Pointer,
            N = weights.Inputs,
            AddsToC = accumulate,
        };
        Multiply(dY, packed.Backward, weights.Inputs, epilogue, pool);
        GC.KeepAlive(packed);
        dX.ZeroRoundingRows();
    }

    public override void WeightGradient(Tensor dY, Tensor x, LinearWeights weights)
    {
        if (x.Rows == 0 || !weights.HasTrainable) return;
        var pool = CpuDevice.PoolOf(x);
        int groups = GroupsOf(Math.Min(x.Rows, TokenBlock));
        int rows = BFloat16ColumnsJob.PaddedColumns(weights.Outputs);
        var memory = new MemoryPlan();
        long partAt = memory.Add(sizeof(WeightPart));
        long biasSumsAt = memory.Add((long)rows * sizeof(float));
        long aAt = memory.Add((long)(rows + tile.Rows) * groups * DotTile.GroupBytes);
        long bAt = memory.Add(DotPanelJob<BFloat16WeightRows>.BytesOf(weights.Inputs, groups, tile.Columns));
        long sumsAt = memory.Add(x.Rows > TokenBlock ? (long)weights.Outputs * weights.Inputs * sizeof(float) : 0);
        byte* start = ThreadScratch.Get(ThreadScratch.Slot.Job, memory.Bytes);
        float* biasSums = (float*)(start + biasSumsAt);
        new Span<float>(biasSums, rows).Clear();
        for (int first = 0; first < x.Rows; first += TokenBlock)
        {
            int tokens = Math.Min(TokenBlock, x.Rows - first);
            var pack = new BFloat16PanelJob
            {
                Parts = (WeightPart*)(start + partAt),
                Rows = tokens,
                Columns = weights.Inputs,
                Groups = GroupsOf(tokens),
                PanelColumns = tile.Columns,
                Destination = (uint*)(start + bAt),
            };
            *pack.Parts = new WeightPart { Values = x.Pointer + ((long)first * weights.Inputs), FirstRow = 0, Rows = tokens };
            pool.Run(pack.TaskCount, pack);
            var turn = new BFloat16ColumnsJob
            {
                Source = dY.Pointer + ((long)first * weights.Outputs),
                Rows = tokens,
                Columns = weights.Outputs,
                Groups = GroupsOf(tokens),
                Destination = (uint*)(start + aAt),
                Sums = biasSums,
            };
            pool.Run(turn.TaskCount, turn);
            AddBlock(weights, turn.Destination, start + bAt, tokens, (float*)(start + sumsAt), first == 0, first + tokens == x.Rows, pool);
        }

        AddBiases(weights, biasSums);
    }

    private static int GroupsOf(int numbers) => DotElements.GroupsOf(DotElement.BFloat16, numbers);

    private void Multiply<TEpilogue>(Tensor a, byte* b, int outputs, TEpilogue epilogue, WorkerPool pool)
        where TEpilogue : unmanaged, IDotEpilogue
    {
        int groups = GroupsOf(a.Columns);
        if (a.Quantized is { IsFilled: true } rounded)
        {
            Run((uint*)rounded.Memory, a.Rows, b, outputs, groups, epilogue, pool);
            return;
        }

        long rows = ((long)a.Rows + tile.Rows - 1) / tile.Rows * tile.Rows;
        var round = new BFloat16RowsJob
        {
            Source = a.Pointer,
            Rows = a.Rows,
            Columns = a.Columns,
            Groups = groups,
            Destination = (uint*)ThreadScratch.Get(ThreadScratch.Slot.Job, rows * groups * DotTile.GroupBytes),
        };
        pool.Run(round.TaskCount, round);
        Run(round.Destination, a.Rows, b, outputs, groups, epilogue, pool);
    }

    // The blocks' sums continue one another; the last adds the whole to the gradient.
    private void AddBlock(
        LinearWeights weights, uint* a, byte* b, int tokens, float* sums, bool isFirst, bool isLast, WorkerPool pool)
    {
        int row = 0, groups = GroupsOf(tokens);
        foreach (var part in weights.Parts)
        {
            float* gradient = part.WeightGradient, kept = sums + ((long)row * weights.Inputs);
            if (gradient is not null)
            {
                var epilogue = new BFloat16Epilogue<S, V>
                {
                    Start = isFirst ? null : kept,
                    StartRow = weights.Inputs,
                    C = isLast ? gradient : kept,
                    N = weights.Inputs,
                    AddsToC = isLast,
                };
                Run(a + ((long)row * groups), part.Rows, b, weights.Inputs, groups, epilogue, pool);
            }

            row += part.Rows;
        }
    }

    private static void AddBiases(LinearWeights weights, float* sums)
    {
        foreach (var part in weights.Parts)
        {
            float* gradient = part.BiasGradient;
            for (int n = 0; gradient is not null && n < part.Rows; n++) gradient[n] += sums[n];
            sums += part.Rows;
        }
    }

    private void Run<TEpilogue>(uint* a, int m, byte* b, int n, int groups, TEpilogue epilogue, WorkerPool pool)
        where TEpilogue : unmanaged, IDotEpilogue
    {
        var job = new DotProductJob<TEpilogue>
        {
            A = (byte*)a,
            ARowBytes = (nint)groups * DotTile.GroupBytes,
            B = b,
            M = m,
            N = n,
            Groups = groups,
            TileRows = tile.Rows,
            TileColumns = tile.Columns,
            Code = tile.Code,
            PanelBytesATask = tile.PanelBytesATask,
            Epilogue = epilogue,
            Workers = pool.Workers,
        };
        pool.Run(job.Plan(), job);
    }
}
