using System.Runtime.Intrinsics;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Operations.Activations;

/// <summary>Activation functions and their derivatives, element by element.</summary>
internal abstract class ActivationKernel : Kernel
{
    /// <summary>Best first: the wider vector does more in one instruction, and the plain loop is there to be trusted.</summary>
    public static IReadOnlyList<ActivationKernel> All { get; } =
    [
        new ActivationSimd<Simd512, Vector512<float>>(KernelVariant.Avx512),
        new ActivationSimd<Simd256, Vector256<float>>(KernelVariant.Avx2),
        new ActivationSimd<Simd128, Vector128<float>>(KernelVariant.Vector128),
        new ActivationReference(),
    ];

    /// <summary>y = f(x).</summary>
    public abstract void Forward(Tensor x, Activation activation, Tensor y);

    /// <summary>y = f(x), rounded to eight bits afterwards.</summary>
    public virtual void ForwardNarrow(Tensor x, Activation activation, Tensor y) => Forward(x, activation, y);

    /// <summary>dX = dY · f'(x), with x before the activation and y after it. dX may be dY itself.</summary>
    public abstract void Backward(Tensor x, Tensor y, Tensor dY, Activation activation, Tensor dX);
}
