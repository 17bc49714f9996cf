using Matiz.Tensors.Simd;
using Matiz.Tensors.Threading;

namespace Matiz.Tensors.Operations.DisentangledAttention;

/// <summary>Sums for the positions' gradients: a table as <see cref="PositionTables{S, V}"/> for each chunk of rows and head.</summary>
/// <typeparam name="S">The vector width.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
internal unsafe struct PositionGradients<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    private readonly int _heads;
    private readonly long _tableFloats;
    private float* _memory;

    /// <summary>Tables for chunks of rows.</summary>
    public PositionGradients(int chunks, int heads, int distances, int paddedHeadSize)
    {
        _heads = heads;
        _tableFloats = (long)distances * paddedHeadSize;
        Floats = 2 * chunks * heads * _tableFloats;
    }

    /// <summary>Numbers that all need.</summary>
    public long Floats { get; }

    /// <summary>Gives it its memory.</summary>
    public void Take(float* memory) => _memory = memory;

    /// <summary>Makes one table zero.</summary>
    /// <returns>Its first number; null where nobody wants it.</returns>
    public readonly float* Clear(PositionTables<S, V> positions, int chunk, int head, bool isKey)
    {
        if (_memory == null || !positions.Exists) return null;
        float* table = Of(chunk, head, isKey);
        new Span<float>(table, checked((int)_tableFloats)).Clear();
        return table;
    }

    /// <summary>The first number of one table.</summary>
    public readonly float* Of(int chunk, int head, bool isKey) =>
        _memory + ((((2L * chunk) + (isKey ? 0 : 1)) * _heads) + head) * _tableFloats;
}

/// <summary>Adds the tables' rows to the positions that they belong to, chunk after chunk; a task for a head's keys or queries.</summary>
/// <typeparam name="S">The vector width.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
internal unsafe struct PositionGradientsJob<S, V> : IJob
    where S : struct, ISimd<V>
    where V : struct
{
    public PositionGradients<S, V> Sums;
    public PositionTables<S, V> Keys;
    public PositionTables<S, V> Queries;
    public int Chunks;
    public int HeadSize;
    public int PaddedHeadSize;
    public float Scale;

    /// <summary>[positions, stride]: the first columns of keys and queries.</summary>
    public float* DKeyProjections;
    public float* DQueryProjections;
    public int Stride;
    public int PositionCount;

    /// <summary>The position of each distance from −(N − 1) to N − 1.</summary>
    public int* Positions;

    public readonly int Tasks => 2 * Keys.Heads;

    public readonly void Execute(int task, int worker)
    {
        int head = task / 2;
        if (task % 2 == 0)
        {
            if (Keys.Exists) Fold(head, isKey: true, DKeyProjections, Positions + Keys.Distances - 1, -1);
        }
        else if (Queries.Exists)
        {
            Fold(head, isKey: false, DQueryProjections, Positions, 1);
        }
    }

    private readonly void Fold(int head, bool isKey, float* target, int* positions, int step)
    {
        target += (long)head * HeadSize;
        for (int position = 0; position < PositionCount; position++)
            new Span<float>(target + ((long)position * Stride), HeadSize).Clear();
        var scale = S.Broadcast(Scale);
        for (int chunk = 0; chunk < Chunks; chunk++)
        {
            float* sums = Sums.Of(chunk, head, isKey);
            for (int i = 0; i < Keys.Distances; i++)
            {
                float* place = target + ((long)positions[i * step] * Stride);
                for (int column = 0; column < HeadSize; column += S.Width)
                {
                    int count = Math.Min(S.Width, HeadSize - column);
                    var sum = S.Load(sums + ((long)i * PaddedHeadSize) + column);
                    S.StorePartial(S.MultiplyAdd(sum, scale, S.LoadPartial(place + column, count)), place + column, count);
                }
            }
        }
    }
}
