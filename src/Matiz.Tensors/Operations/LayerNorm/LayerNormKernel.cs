using System.Runtime.Intrinsics;
using Matiz.Tensors.Random;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Operations.LayerNorm;

/// <summary>Layer normalization with what usually comes right before it: dropout and the residual.</summary>
internal abstract class LayerNormKernel : Kernel
{
    /// <summary>
    /// Best first: the wider vector does more in one instruction, and the plain loop is there to be trusted. In int8 sums are those of
    /// sixteen lanes on every processor.
    /// </summary>
    public static IReadOnlyList<LayerNormKernel> All { get; } =
    [
        new LayerNormSimd<Simd512, Vector512<float>>(KernelVariant.Avx512),
        new LayerNormSimd<Simd256, Vector256<float>>(KernelVariant.Avx2),
        new LayerNormSimd<Simd128, Vector128<float>>(KernelVariant.Vector128),
        new LayerNormForwardSimd<Simd512, Vector512<float>>(Precision.Int8, KernelVariant.Avx512),
        new LayerNormForwardSimd<Simd256x2, Vector256x2>(Precision.Int8, KernelVariant.Avx2),
        new LayerNormForwardSimd<Simd128x4, Vector128x4>(Precision.Int8, KernelVariant.Vector128),
        new LayerNormReference(),
    ];

    /// <summary>
    /// s = residual + drop(x), y = (s - mean s) / √(var s + eps) · gamma + beta, row by row; the variance is the biased one.
    /// </summary>
    /// <param name="x">[rows, columns]</param>
    /// <param name="residual">[rows, columns] or null.</param>
    /// <param name="dropout">Applied to x; inactive in inference.</param>
    /// <param name="layout">Tells row and token of each matrix row, for the dropout.</param>
    /// <param name="norm">gamma, beta, eps.</param>
    /// <param name="sum">Gets s, for the walk back or for another reader; null where nobody asks. May be x.</param>
    /// <param name="statistics">[rows, 2] gets mean and 1 / √(var + eps) for the walk back; null where none comes.</param>
    /// <param name="y">[rows, columns]</param>
    public abstract void Forward(
        Tensor x, Tensor? residual, DropoutKey dropout, RaggedLayout layout, NormWeights norm, Tensor? sum, Tensor? statistics, Tensor y);

    /// <summary>
    /// Writes (or adds) the gradient of s to <paramref name="dResidual"/> and, through the dropout, to <paramref name="dX"/>; adds
    /// those of gamma and beta, summed over the rows in a fixed order, where they are trainable.
    /// </summary>
    public abstract void Backward(
        Tensor dY,
        Tensor sum,
        Tensor statistics,
        DropoutKey dropout,
        RaggedLayout layout,
        NormWeights norm,
        GradientTarget dResidual,
        GradientTarget dX);
}

/// <summary>Where a gradient goes: nowhere (null), or to a tensor that is overwritten or added to.</summary>
internal readonly record struct GradientTarget(Tensor? Tensor, bool Accumulate)
{
    /// <summary>The target of an input: none where it needs no gradient.</summary>
    public static GradientTarget ForInput(Tape tape, Tensor? input)
    {
        if (input is not { RequiresGradient: true }) return default;
        var tensor = tape.GradientFor(input, out bool accumulate);
        return new GradientTarget(tensor, accumulate);
    }
}
