using System.Runtime.Intrinsics;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Operations.Sgd;

/// <summary>The scalars of one update.</summary>
internal readonly record struct SgdStep
{
    /// <summary>What the value is multiplied by first; 1: nothing.</summary>
    public required float Decay { get; init; }

    public required float LearningRate { get; init; }

    public required float Momentum { get; init; }

    public required bool IsNesterov { get; init; }

    /// <summary>The clipping factor; 1: none.</summary>
    public required float GradientScale { get; init; }
}

/// <summary>One update of a parameter by its gradient.</summary>
internal abstract class SgdKernel : Kernel
{
    /// <summary>Best first: the wider vector does more in one instruction, and the plain loop is there to be trusted.</summary>
    public static IReadOnlyList<SgdKernel> All { get; } =
    [
        new SgdSimd<Simd512, Vector512<float>>(KernelVariant.Avx512),
        new SgdSimd<Simd256, Vector256<float>>(KernelVariant.Avx2),
        new SgdSimd<Simd128, Vector128<float>>(KernelVariant.Vector128),
        new SgdReference(),
    ];

    /// <summary>
    /// g ← g·scale; p ← p·decay; without a velocity p ← p - lr·g; with one u ← momentum·u - lr·g and p ← p + u, or by Nesterov
    /// p ← p + momentum·u - lr·g, element by element. Rows of a lookup table without a gradient count as zeros.
    /// </summary>
    /// <param name="parameter">Value and gradient.</param>
    /// <param name="velocity">u; null: none.</param>
    /// <param name="step">The scalars.</param>
    public abstract void Update(Parameter parameter, Tensor? velocity, in SgdStep step);
}
