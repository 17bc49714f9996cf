using System.Runtime.CompilerServices;
using Matiz.Tensors.Simd;
using Matiz.Tensors.Threading;

namespace Matiz.Tensors.Operations.Embedding;

/// <summary>Blocks of tokens: the sum of one row from each table.</summary>
/// <typeparam name="S">The vector width.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
internal unsafe struct EmbeddingForwardJob<S, V> : IJob
    where S : struct, ISimd<V>
    where V : struct
{
    public float** Tables;
    public int* Indices;                                                    // [lookups, tokens]
    public int Lookups;
    public int Tokens;
    public int Columns;
    public float* Y;

    private const int BlockTokens = 16;

    public readonly int Tasks => (Tokens + BlockTokens - 1) / BlockTokens;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int task, int worker)
    {
        int end = Math.Min(Tokens, (task + 1) * BlockTokens);
        for (int token = task * BlockTokens; token < end; token++)
        {
            float* y = Y + ((long)token * Columns);
            for (int lookup = 0; lookup < Lookups; lookup++)
            {
                float* source = Tables[lookup] + ((long)Indices[((long)lookup * Tokens) + token] * Columns);
                if (lookup == 0) new ReadOnlySpan<float>(source, Columns).CopyTo(new Span<float>(y, Columns));
                else AddRow(source, y);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void AddRow(float* source, float* y)
    {
        int i = 0;
        for (; i <= Columns - S.Width; i += S.Width) S.Store(S.Add(S.Load(y + i), S.Load(source + i)), y + i);
        if (i < Columns)
            S.StorePartial(S.Add(S.LoadPartial(y + i, Columns - i), S.LoadPartial(source + i, Columns - i)), y + i, Columns - i);
    }
}
