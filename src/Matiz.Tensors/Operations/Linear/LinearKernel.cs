using System.Runtime.Intrinsics;
using Matiz.Tensors.Operations.Linear.Dots;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Operations.Linear;

/// <summary>The three products of a linear layer. Every element is summed in the order of the inner index.</summary>
internal abstract class LinearKernel : Kernel
{
    /// <summary>Best first: a wider vector does more in one instruction.</summary>
    public static IReadOnlyList<LinearKernel> All { get; } =
    [
        new LinearInt8<Integers512, Simd512, Vector512<float>>(KernelVariant.Amx, AssembledDotTileKernel.AmxInt8),
        new LinearInt8<Integers512, Simd512, Vector512<float>>(KernelVariant.Avx512Vnni, AssembledDotTileKernel.Avx512Vnni),
        new LinearInt8<Integers512, Simd512, Vector512<float>>(
            KernelVariant.Avx512, new DotTile8x3<PairProducts<Integers512, Simd512, Vector512<float>>, Simd512, Vector512<float>>()),
        new LinearInt8<Integers256, Simd256, Vector256<float>>(
            KernelVariant.AvxVnni, new DotTile4x3<QuadProducts256, Simd256, Vector256<float>>()),
        new LinearInt8<Integers256, Simd256, Vector256<float>>(
            KernelVariant.Avx2, new DotTile4x2<PairProducts<Integers256, Simd256, Vector256<float>>, Simd256, Vector256<float>>()),
        new LinearInt8<Integers128, Simd128, Vector128<float>>(
            KernelVariant.Vector128, new DotTile4x2<PairProducts<Integers128, Simd128, Vector128<float>>, Simd128, Vector128<float>>()),
        new LinearInt8Reference(),
        new LinearSimd<Tile8x3<Simd512, Vector512<float>>, Simd512, Vector512<float>>(KernelVariant.Avx512),
        new LinearSimd<Tile4x3<Simd256, Vector256<float>>, Simd256, Vector256<float>>(KernelVariant.Avx2),
        new LinearSimd<Tile4x3<Simd128, Vector128<float>>, Simd128, Vector128<float>>(KernelVariant.Vector128),
        new LinearBFloat16<Simd512, Vector512<float>>(KernelVariant.Amx, AssembledDotTileKernel.AmxBFloat16),
        new LinearBFloat16<Simd512, Vector512<float>>(KernelVariant.Avx512Bf16, AssembledDotTileKernel.Avx512BFloat16),
        new LinearReference(Precision.BFloat16),
        new LinearReference(Precision.Float32),
    ];

    /// <summary>How this kernel wants the rows of its input quantized, or rounded; nothing where it reads 32-bit numbers.</summary>
    public virtual RowQuantizer Quantizer => default;

    /// <summary>True: a layer reads what <see cref="Quantizer"/> wrote and leaves its own result so, where that is wanted.</summary>
    public virtual bool Quantizes(LinearWeights weights) => false;

    /// <summary>True: a result of so many rows is left for the next layer as <see cref="Quantizer"/> would write it.</summary>
    public virtual bool QuantizesResults(int rows) => false;

    /// <summary>What computes the dot products of numbers narrower than 32 bits; null where there are none.</summary>
    public virtual DotTileKernel? Tile => null;

    /// <summary>y = f(x·Wᵀ + b); <paramref name="beforeActivation"/>, where given, gets x·Wᵀ + b.</summary>
    public abstract void Forward(Tensor x, LinearWeights weights, Activation activation, Tensor? beforeActivation, Tensor y);

    /// <summary>dX = dY·W, or dX += dY·W.</summary>
    public abstract void InputGradient(Tensor dY, LinearWeights weights, bool accumulate, Tensor dX);

    /// <summary>
    /// Adds dYᵀ·X to the gradient of each trainable weight and Σ dY over the rows to that of each trainable bias: the sum of this
    /// batch is made first and then added, so that it does not depend on what the gradient held.
    /// </summary>
    public abstract void WeightGradient(Tensor dY, Tensor x, LinearWeights weights);
}
