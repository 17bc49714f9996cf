using Matiz.Tensors.Random;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Operations.Dropout;

/// <summary>The multipliers of one dropout over a matrix of tokens, token by token; usable within jobs.</summary>
/// <typeparam name="S">The vector width.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
internal readonly unsafe struct TokenDraws<S, V>(DropoutKey key, int* rowOfToken, int* offsets, int columns)
    where S : struct, ISimd<V>
    where V : struct
{
    private readonly DropoutKey _key = key;
    private readonly int* _rowOfToken = rowOfToken;
    private readonly int* _offsets = offsets;
    private readonly int _columns = columns;

    public bool IsActive => _key.IsActive;

    /// <summary>Scratch that <see cref="Draw"/> writes: the columns in whole blocks.</summary>
    public int ScratchFloats =>
        (_columns + VectorRandom<S, V>.BlockColumns - 1) / VectorRandom<S, V>.BlockColumns * VectorRandom<S, V>.BlockColumns;

    /// <summary>Draws for the token of that number in the batch.</summary>
    public void Draw(int token, float* multipliers)
    {
        int row = _rowOfToken[token];
        VectorRandom<S, V>.Multipliers(_key, (uint)row, (uint)(token - _offsets[row]), 0, _columns, multipliers);
    }
}
