using System.Runtime.Intrinsics;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Operations.AdamW;

/// <summary>The scalars of one update, made in double precision and rounded once.</summary>
internal readonly record struct AdamWStep
{
    /// <summary>What the value is multiplied by first: 1 - lr·wd, or 1.</summary>
    public required float Decay { get; init; }

    public required float Beta1 { get; init; }

    public required float OneMinusBeta1 { get; init; }

    public required float Beta2 { get; init; }

    public required float OneMinusBeta2 { get; init; }

    public required float Epsilon { get; init; }

    /// <summary>lr / (1 - β1^t).</summary>
    public required float StepSize { get; init; }

    /// <summary>1 / √(1 - β2^t).</summary>
    public required float RootScale { get; init; }

    /// <summary>The clipping factor; 1: none.</summary>
    public required float GradientScale { get; init; }
}

/// <summary>One update of a parameter, and the norm of gradients.</summary>
internal abstract class AdamWKernel : Kernel
{
    /// <summary>Best first: the wider vector does more in one instruction, and the plain loop is there to be trusted.</summary>
    public static IReadOnlyList<AdamWKernel> All { get; } =
    [
        new AdamWSimd<Simd512, Vector512<float>>(KernelVariant.Avx512),
        new AdamWSimd<Simd256, Vector256<float>>(KernelVariant.Avx2),
        new AdamWSimd<Simd128, Vector128<float>>(KernelVariant.Vector128),
        new AdamWReference(),
    ];

    /// <summary>
    /// g ← g·scale; p ← p·decay; m ← β1·m + (1-β1)·g; v ← β2·v + (1-β2)·g²; p ← p - stepSize·m / (√v·rootScale + ε), element by
    /// element. Rows of a lookup table without a gradient count as zero gradients.
    /// </summary>
    /// <param name="parameter">Value and gradient.</param>
    /// <param name="firstMoment">m</param>
    /// <param name="secondMoment">v</param>
    /// <param name="rowHasMoments">
    /// Of a lookup table: false where both moments of a row are zero and it has no gradient, so that nothing but the decay changes
    /// it. Empty: look at every element.
    /// </param>
    /// <param name="step">The scalars.</param>
    public abstract void Update(
        Parameter parameter, Tensor firstMoment, Tensor secondMoment, ReadOnlySpan<bool> rowHasMoments, in AdamWStep step);

    /// <summary>Σ g² of a parameter in double precision, added in fixed blocks.</summary>
    public abstract double SquaredNorm(Parameter parameter);
}
