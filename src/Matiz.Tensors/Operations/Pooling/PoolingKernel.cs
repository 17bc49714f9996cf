using System.Runtime.Intrinsics;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Operations.Pooling;

/// <summary>One vector a row from the vectors of its tokens.</summary>
internal abstract class PoolingKernel : Kernel
{
    /// <summary>Best first: the wider vector does more in one instruction, and the plain loop is there to be trusted.</summary>
    public static IReadOnlyList<PoolingKernel> All { get; } =
    [
        new PoolingSimd<Simd512, Vector512<float>>(KernelVariant.Avx512),
        new PoolingSimd<Simd256, Vector256<float>>(KernelVariant.Avx2),
        new PoolingSimd<Simd128, Vector128<float>>(KernelVariant.Vector128),
        new PoolingReference(),
    ];

    /// <summary>y[r] = the first token, the mean or the largest of each column, of row r.</summary>
    public abstract void Forward(Tensor x, RaggedLayout layout, Tensors.Pooling pooling, Tensor y);

    /// <summary>dX from dY; the largest passes to the first token that holds it.</summary>
    public abstract void Backward(Tensor x, Tensor dY, RaggedLayout layout, Tensors.Pooling pooling, bool accumulate, Tensor dX);
}
