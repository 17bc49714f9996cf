using Matiz.Tensors.Simd;
using Matiz.Tensors.Threading;

namespace Matiz.Tensors.Operations.DisentangledAttention;

/// <summary>
/// The positions' keys or queries of every head, one a distance, in a line: made once a pass, read by all rows of the batch. Keys run
/// along with a row's keys (distance N − 1 − i at place i), queries along with its queries (distance i − (N − 1)), so that a token's
/// scores with side by side tokens lie side by side.
/// </summary>
/// <typeparam name="S">The vector width.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
internal unsafe struct PositionTables<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    private readonly int _headSize;
    private readonly int _paddedHeadSize;
    private float* _memory;

    /// <summary>Tables for rows of the batch up to <paramref name="longest"/> tokens.</summary>
    public PositionTables(int longest, int heads, int headSize, bool hasTable)
    {
        Longest = longest;
        Heads = heads;
        _headSize = headSize;
        _paddedHeadSize = (headSize + S.Width - 1) / S.Width * S.Width;
        Exists = hasTable;
    }

    /// <summary>False: scores have no such term.</summary>
    public bool Exists { get; }

    /// <summary>Tokens of the longest row, N.</summary>
    public int Longest { get; }

    public int Heads { get; }

    /// <summary>Distances: 2 N − 1.</summary>
    public readonly int Distances => (2 * Longest) - 1;

    /// <summary>The stride of the turned table: a vector may be read from any distance on.</summary>
    public readonly int TurnedStride => (Distances + 31) & ~15;

    /// <summary>Numbers that it needs.</summary>
    public readonly long Floats => Exists ? (long)Heads * HeadFloats : 0;

    private readonly long HeadFloats => ((long)Distances * _paddedHeadSize) + ((long)_headSize * TurnedStride);

    /// <summary>Takes its memory from the front of some.</summary>
    /// <returns>What is left.</returns>
    public float* Take(float* memory)
    {
        _memory = memory;
        return memory + Floats;
    }

    /// <summary>[distances, padded head size] of a head; columns beyond the head size are zero.</summary>
    public readonly float* RowsOf(int head) => _memory + (head * HeadFloats);

    /// <summary>[head size, <see cref="TurnedStride"/>] of a head.</summary>
    public readonly float* TurnedOf(int head) => RowsOf(head) + ((long)Distances * _paddedHeadSize);

    /// <summary>Fills the table of one head.</summary>
    /// <param name="head">The head.</param>
    /// <param name="projections">[positions, stride]: the first column of the first head.</param>
    /// <param name="stride">Numbers from one position to the next.</param>
    /// <param name="positions">The position at each place of the table, <paramref name="step"/> apart.</param>
    /// <param name="step">1, or −1 for a table that runs against the distances.</param>
    public readonly void Fill(int head, float* projections, int stride, int* positions, int step)
    {
        float* rows = RowsOf(head);
        for (int i = 0; i < Distances; i++, positions += step)
        {
            float* source = projections + ((long)*positions * stride) + ((long)head * _headSize);
            for (int column = 0; column < _headSize; column += S.Width)
                S.Store(S.LoadPartial(source + column, Math.Min(S.Width, _headSize - column)), rows + ((long)i * _paddedHeadSize) + column);
        }

        Transposition.Transpose(rows, _paddedHeadSize, Distances, _headSize, TurnedOf(head), TurnedStride);
    }
}

/// <summary>Fills the tables of positions, a task for a head's keys or queries.</summary>
/// <typeparam name="S">The vector width.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
internal unsafe struct PositionTablesJob<S, V> : IJob
    where S : struct, ISimd<V>
    where V : struct
{
    public PositionTables<S, V> Keys;
    public PositionTables<S, V> Queries;

    /// <summary>Positions' keys and queries, the first of the first head.</summary>
    public float* KeyProjections;
    public float* QueryProjections;
    public int Stride;

    /// <summary>The position of each distance from −(N − 1) to N − 1.</summary>
    public int* Positions;

    public readonly int Tasks => 2 * Keys.Heads;

    public readonly void Execute(int task, int worker)
    {
        int head = task / 2;
        if (task % 2 == 0)
        {
            if (Keys.Exists) Keys.Fill(head, KeyProjections, Stride, Positions + Keys.Distances - 1, -1);
        }
        else if (Queries.Exists)
        {
            Queries.Fill(head, QueryProjections, Stride, Positions, 1);
        }
    }
}
