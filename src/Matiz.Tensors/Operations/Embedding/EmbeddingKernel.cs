using System.Runtime.Intrinsics;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Operations.Embedding;

/// <summary>Sums of table rows, and the way back into the tables.</summary>
internal abstract class EmbeddingKernel : Kernel
{
    /// <summary>Best first: the wider vector does more in one instruction, and the plain loop is there to be trusted.</summary>
    public static IReadOnlyList<EmbeddingKernel> All { get; } =
    [
        new EmbeddingSimd<Simd512, Vector512<float>>(KernelVariant.Avx512),
        new EmbeddingSimd<Simd256, Vector256<float>>(KernelVariant.Avx2),
        new EmbeddingSimd<Simd128, Vector128<float>>(KernelVariant.Vector128),
        new EmbeddingReference(),
    ];

    /// <summary>y[t] = table₀[index₀[t]] + table₁[index₁[t]] + …, added in the order of the lookups.</summary>
    public abstract void Forward(IReadOnlyList<EmbeddingLookup> lookups, Tensor y);

    /// <summary>
    /// Adds dY[t] to row index[t] of the table's gradient, for every token but those of the padding index. The sum over the
    /// tokens is made first, in the order of the tokens, and then added.
    /// </summary>
    public abstract void Backward(Tensor dY, EmbeddingLookup lookup);
}
