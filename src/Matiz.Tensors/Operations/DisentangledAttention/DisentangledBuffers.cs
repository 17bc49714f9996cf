using Matiz.Tensors.Memory;
using Matiz.Tensors.Operations.Attention;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Operations.DisentangledAttention;

/// <summary>The scratch of one row on the way back.</summary>
/// <typeparam name="S">The vector width.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
internal readonly unsafe struct DisentangledBuffers<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    public readonly long Padded;
    public readonly long PlaceStride;
    public readonly float* Keys;                                            // [head size, padded length]
    public readonly float* Values;
    public readonly float* P;                                               // [queries of a block, padded length]
    public readonly float* DScores;
    public readonly float* Scratch;
    public readonly float* Places;                                          // [8, place stride]: scores in line by distance
    public readonly float* Tile;                                            // [8, padded head size]
    public readonly float* Multipliers;
    public readonly float* KeyCopy;                                         // whole vectors a row, only where the head size asks for it
    public readonly float* QueryCopy;
    public readonly float* DContextCopy;

    public DisentangledBuffers(in AttentionHeads<S, V> heads, int row)
    {
        const int Rows = SmallProducts<S, V>.Rows;
        int length = heads.LengthOf(row), width = heads.PaddedHeadSize;
        Padded = AttentionHeads<S, V>.PaddedLength(length);
        PlaceStride = DisentangledScores<S, V>.TileStride(length);
        long turned = Padded * heads.HeadSize;
        long block = Padded * DisentangledScores<S, V>.BlockQueries;
        long scratch = DisentangledScores<S, V>.ScratchFloats(length);
        int draws = heads.Dropout.IsActive ? (length + 63) & ~63 : 0;
        long keyCopy = heads.NeedsPadding ? (long)length * width : 0;
        long queryCopy = heads.NeedsPadding ? (long)DisentangledScores<S, V>.BlockQueries * width : 0;
        Keys = ThreadScratch.GetFloats(
            ThreadScratch.Slot.Task,
            (2 * turned) + (2 * block) + scratch + (Rows * (PlaceStride + width)) + draws + keyCopy + (2 * queryCopy));
        Values = Keys + turned;
        P = Values + turned;
        DScores = P + block;
        Scratch = DScores + block;
        Places = Scratch + scratch;
        Tile = Places + (Rows * PlaceStride);
        Multipliers = Tile + (Rows * width);
        KeyCopy = Multipliers + draws;
        QueryCopy = KeyCopy + keyCopy;
        DContextCopy = QueryCopy + queryCopy;
    }
}
