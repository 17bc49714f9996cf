using Matiz.Tensors.Memory;
using Matiz.Tensors.Operations.Attention;
using Matiz.Tensors.Random;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Operations.DisentangledAttention;

/// <summary>
/// Attention by content and position by the vector: the positions of all distances are laid out once, then a task does some heads of one
/// row.
/// </summary>
/// <typeparam name="S">The vector width.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
internal unsafe class DisentangledAttentionForwardSimd<S, V>(Precision precision, KernelVariant variant) : DisentangledAttentionKernel
    where S : struct, ISimd<V>
    where V : struct
{
    public override Precision Precision => precision;

    public override KernelVariant Variant => variant;

    public override void Forward(
        in AttentionShape shape, PositionProjections? positions, DropoutKey dropout, Tensor context, Tensor? statistics)
    {
        var tables = new Tables(shape, positions);
        var memory = new MemoryPlan();
        long tablesAt = memory.Add(tables.Floats * sizeof(float));
        long countsAt = memory.Add(QuantizedContexts.BytesOf(context, shape.Layout.RowCount));
        byte* start = ThreadScratch.Get(ThreadScratch.Slot.Job, memory.Bytes);
        tables.Take((float*)(start + tablesAt));
        fixed (int* offsets = shape.Layout.Offsets)
        {
            tables.Fill(context);
            var heads = new AttentionHeads<S, V>(shape, dropout, offsets);
            var job = new DisentangledForwardJob<S, V>
            {
                Scores = new DisentangledScores<S, V>(heads, tables.Keys, tables.Queries),
                Context = context.Pointer,
                ContextStride = context.Columns,
                Statistics = statistics is null ? null : statistics.Pointer,
                Quantized = new QuantizedContexts(context, shape.Layout.RowCount, heads.TasksPerRow, start + countsAt),
            };
            CpuDevice.PoolOf(context).Run(heads.Tasks, job);
        }
    }

    public override void Backward(
        in AttentionShape shape,
        PositionProjections? positions,
        DropoutKey dropout,
        Tensor statistics,
        Tensor dContext,
        Tensor dQuery,
        Tensor dKeyValue,
        Tensor? dPositions) => throw ForwardOnly();

    // The tables of one pass and what they are made of.
    protected struct Tables
    {
        private readonly PositionProjections? _positions;
        private readonly int _headSize;

        public PositionTables<S, V> Keys;
        public PositionTables<S, V> Queries;

        public Tables(in AttentionShape shape, PositionProjections? positions)
        {
            _positions = positions;
            _headSize = shape.HeadSize;
            Keys = new(shape.Layout.MaxLength, shape.Heads, shape.HeadSize, positions?.KeyColumn is not null);
            Queries = new(shape.Layout.MaxLength, shape.Heads, shape.HeadSize, positions?.QueryColumn is not null);
        }

        public readonly int PaddedHeadSize => (_headSize + S.Width - 1) / S.Width * S.Width;

        public readonly long Floats => Keys.Floats + Queries.Floats;

        public float* Take(float* memory) => Queries.Take(Keys.Take(memory));

        public readonly void Fill(Tensor onDevice)
        {
            if (_positions is null) return;
            float* projections = _positions.Projections.Pointer;
            fixed (int* rows = _positions.RowOfDistance)
            {
                var job = new PositionTablesJob<S, V>
                {
                    Keys = Keys,
                    Queries = Queries,
                    KeyProjections = projections + (_positions.KeyColumn ?? 0),
                    QueryProjections = projections + (_positions.QueryColumn ?? 0),
                    Stride = _positions.Projections.Columns,
                    Positions = rows + _positions.Longest - Keys.Longest,
                };
                CpuDevice.PoolOf(onDevice).Run(job.Tasks, job);
            }
        }

        public readonly void Fold(PositionGradients<S, V> sums, int chunks, Tensor dPositions, float scale)
        {
            fixed (int* rows = _positions!.RowOfDistance)
            {
                var job = new PositionGradientsJob<S, V>
                {
                    Sums = sums,
                    Keys = Keys,
                    Queries = Queries,
                    Chunks = chunks,
                    HeadSize = _headSize,
                    PaddedHeadSize = PaddedHeadSize,
                    Scale = scale,
                    DKeyProjections = dPositions.Pointer + (_positions.KeyColumn ?? 0),
                    DQueryProjections = dPositions.Pointer + (_positions.QueryColumn ?? 0),
                    Stride = dPositions.Columns,
                    PositionCount = dPositions.Rows,
                    Positions = rows + _positions.Longest - Keys.Longest,
                };
                CpuDevice.PoolOf(dPositions).Run(job.Tasks, job);
            }
        }
    }
}
