using System.Runtime.Intrinsics;
using Matiz.Tensors.Operations.Attention;
using Matiz.Tensors.Random;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Operations.DisentangledAttention;

/// <summary>Attention by content and relative position. Each row and head is computed alone, in a fixed order.</summary>
internal abstract class DisentangledAttentionKernel : Kernel
{
    /// <summary>
    /// Best first: the wider vector does more in one instruction, and the plain loop is there to be trusted. In int8 sums are those of
    /// sixteen lanes on every processor.
    /// </summary>
    public static IReadOnlyList<DisentangledAttentionKernel> All { get; } =
    [
        new DisentangledAttentionSimd<Simd512, Vector512<float>>(KernelVariant.Avx512),
        new DisentangledAttentionSimd<Simd256, Vector256<float>>(KernelVariant.Avx2),
        new DisentangledAttentionSimd<Simd128, Vector128<float>>(KernelVariant.Vector128),
        new DisentangledAttentionForwardSimd<Simd512, Vector512<float>>(Precision.Int8, KernelVariant.Avx512),
        new DisentangledAttentionForwardSimd<Simd256x2, Vector256x2>(Precision.Int8, KernelVariant.Avx2),
        new DisentangledAttentionForwardSimd<Simd128x4, Vector128x4>(Precision.Int8, KernelVariant.Vector128),
        new DisentangledAttentionReference(),
    ];

    /// <summary>
    /// context[q] = Σ_k drop(softmax_k((Q_q·K_k + Q_q·PK[q−k] + K_k·PQ[q−k]) · scale)) V_k for each head, where PK and PQ are the
    /// positions' keys and queries.
    /// </summary>
    /// <param name="shape">Queries, keys, values.</param>
    /// <param name="positions">PK and PQ; null: neither.</param>
    /// <param name="dropout">Applied to the probabilities; inactive in inference.</param>
    /// <param name="context">[queries, heads × head size]</param>
    /// <param name="statistics">[queries, heads × 2]: for each head the largest scaled score and Σ exp(score - largest); null in
    /// inference.</param>
    public abstract void Forward(
        in AttentionShape shape, PositionProjections? positions, DropoutKey dropout, Tensor context, Tensor? statistics);

    /// <summary>
    /// Writes the gradients of queries, keys and values into the column ranges that these have in the inputs, and those of the positions;
    /// when <see cref="AttentionShape.Query"/> and <see cref="AttentionShape.KeyValue"/> are one tensor, so are dQuery and dKeyValue.
    /// </summary>
    /// <param name="shape">Queries, keys, values.</param>
    /// <param name="positions">PK and PQ; null: neither.</param>
    /// <param name="dropout">As forward.</param>
    /// <param name="statistics">From the forward pass.</param>
    /// <param name="dContext">[queries, heads × head size]</param>
    /// <param name="dQuery">In the layout of the queries' tensor.</param>
    /// <param name="dKeyValue">In the layout of the keys' and values' tensor.</param>
    /// <param name="dPositions">In the layout of the positions; null: they need none.</param>
    public abstract void Backward(
        in AttentionShape shape,
        PositionProjections? positions,
        DropoutKey dropout,
        Tensor statistics,
        Tensor dContext,
        Tensor dQuery,
        Tensor dKeyValue,
        Tensor? dPositions);
}
