using System.Runtime.Intrinsics;
using Matiz.Tensors.Random;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Operations.Attention;

/// <summary>Multi-head attention within each row of a ragged batch. Each row and head is computed alone, in a fixed order.</summary>
internal abstract class AttentionKernel : Kernel
{
    /// <summary>
    /// Best first: the wider vector does more in one instruction, and the plain loop is there to be trusted. In int8 sums are those of
    /// sixteen lanes on every processor.
    /// </summary>
    public static IReadOnlyList<AttentionKernel> All { get; } =
    [
        new AttentionSimd<Simd512, Vector512<float>>(KernelVariant.Avx512),
        new AttentionSimd<Simd256, Vector256<float>>(KernelVariant.Avx2),
        new AttentionSimd<Simd128, Vector128<float>>(KernelVariant.Vector128),
        new AttentionForwardSimd<Simd512, Vector512<float>>(Precision.Int8, KernelVariant.Avx512),
        new AttentionForwardSimd<Simd256x2, Vector256x2>(Precision.Int8, KernelVariant.Avx2),
        new AttentionForwardSimd<Simd128x4, Vector128x4>(Precision.Int8, KernelVariant.Vector128),
        new AttentionReference(),
    ];

    /// <summary>
    /// context[q] = Σ_k drop(softmax_k(Q_q·K_k · scale)) V_k for each head.
    /// </summary>
    /// <param name="shape">Queries, keys, values.</param>
    /// <param name="dropout">Applied to the probabilities; inactive in inference.</param>
    /// <param name="context">[queries, heads × head size]</param>
    /// <param name="statistics">[queries, heads × 2]: for each head the largest scaled score and Σ exp(score - largest); null in
    /// inference.</param>
    public abstract void Forward(in AttentionShape shape, DropoutKey dropout, Tensor context, Tensor? statistics);

    /// <summary>
    /// Writes the gradients of queries, keys and values into the column ranges that these have in the inputs; when
    /// <see cref="AttentionShape.Query"/> and <see cref="AttentionShape.KeyValue"/> are one tensor, so are dQuery and dKeyValue.
    /// Probabilities are made again from the statistics.
    /// </summary>
    public abstract void Backward(
        in AttentionShape shape, DropoutKey dropout, Tensor context, Tensor statistics, Tensor dContext, Tensor dQuery, Tensor dKeyValue);
}
