using System.Runtime.CompilerServices;
using Matiz.Tensors.Random;

namespace Matiz.Tensors.Simd;

/// <summary>The draws of <see cref="DropoutKey"/> by the vector: sixteen columns side by side are one word of sixteen counters.</summary>
/// <typeparam name="S">The vector width.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
internal static unsafe class VectorRandom<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    /// <summary>Columns that one visit draws; memory for multipliers is a multiple of this.</summary>
    public const int BlockColumns = 64;

    private const int GroupColumns = 16;

    /// <summary>
    /// The multipliers, 0 or <see cref="DropoutKey.Scale"/>, of columns <paramref name="firstColumn"/> (a multiple of 64) and on, for
    /// <paramref name="count"/> columns rounded up to whole blocks.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multipliers(in DropoutKey key, uint row, uint token, uint firstColumn, int count, float* multipliers)
    {
        var threshold = S.BroadcastInteger(key.Threshold);
        var scale = S.Broadcast(key.Scale);
        var c1 = S.BroadcastInteger(key.FirstToken + token);
        var c2 = S.BroadcastInteger(key.FirstRow + row);
        var c3 = S.BroadcastInteger(key.Ordinal);
        for (int block = 0; block < count; block += BlockColumns, multipliers += BlockColumns)
        {
            uint counter = ((firstColumn + (uint)block) >> 6) << 4;
            for (int lane = 0; lane < GroupColumns; lane += S.Width)
            {
                var c0 = S.AddIntegers(S.LaneNumbers, S.BroadcastInteger(counter + (uint)lane));
                Block(c0, c1, c2, c3, key.Key0, key.Key1, out var w0, out var w1, out var w2, out var w3);
                S.Store(S.AndNot(S.LessThanUnsigned(w0, threshold), scale), multipliers + lane);
                S.Store(S.AndNot(S.LessThanUnsigned(w1, threshold), scale), multipliers + GroupColumns + lane);
                S.Store(S.AndNot(S.LessThanUnsigned(w2, threshold), scale), multipliers + (2 * GroupColumns) + lane);
                S.Store(S.AndNot(S.LessThanUnsigned(w3, threshold), scale), multipliers + (3 * GroupColumns) + lane);
            }
        }
    }

    /// <summary>The four words of each lane's counter: <see cref="Philox.Block"/> by the vector.</summary>
    // Even and odd lanes walk through the rounds apart, in the low halves of 64-bit lanes: a product reads nothing else, so that what
    // gathers in the high halves needs no clearing.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Block(V c0, V c1, V c2, V c3, uint key0, uint key1, out V w0, out V w1, out V w2, out V w3)
    {
        var multiplier0 = S.BroadcastInteger(Philox.Multiplier0);
        var multiplier1 = S.BroadcastInteger(Philox.Multiplier1);
        V e0 = c0, e1 = c1, e2 = c2, e3 = c3;
        V o0 = S.OddToEven(c0), o1 = S.OddToEven(c1), o2 = S.OddToEven(c2), o3 = S.OddToEven(c3);
        for (int round = 0; round < Philox.Rounds; round++)
        {
            var k0 = S.BroadcastInteger(key0);
            var k1 = S.BroadcastInteger(key1);
            var evenProduct0 = S.MultiplyEvenIntegers(multiplier0, e0);
            var evenProduct1 = S.MultiplyEvenIntegers(multiplier1, e2);
            e0 = S.Xor(S.Xor(S.OddToEven(evenProduct1), e1), k0);
            e1 = evenProduct1;
            e2 = S.Xor(S.Xor(S.OddToEven(evenProduct0), e3), k1);
            e3 = evenProduct0;
            var oddProduct0 = S.MultiplyEvenIntegers(multiplier0, o0);
            var oddProduct1 = S.MultiplyEvenIntegers(multiplier1, o2);
            o0 = S.Xor(S.Xor(S.OddToEven(oddProduct1), o1), k0);
            o1 = oddProduct1;
            o2 = S.Xor(S.Xor(S.OddToEven(oddProduct0), o3), k1);
            o3 = oddProduct0;
            key0 += Philox.Weyl0;
            key1 += Philox.Weyl1;
        }

        w0 = Merge(e0, o0);
        w1 = Merge(e1, o1);
        w2 = Merge(e2, o2);
        w3 = Merge(e3, o3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Merge(V even, V odd) => S.Or(S.OddToEven(S.EvenToOdd(even)), S.EvenToOdd(odd));
}

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
