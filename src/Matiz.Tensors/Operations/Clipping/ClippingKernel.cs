using System.Runtime.Intrinsics;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Operations.Clipping;

/// <summary>Bounds a gradient element by element.</summary>
internal abstract class ClippingKernel : Kernel
{
    /// <summary>Best first: the wider vector does more in one instruction, and the plain loop is there to be trusted.</summary>
    public static IReadOnlyList<ClippingKernel> All { get; } =
    [
        new ClippingSimd<Simd512, Vector512<float>>(KernelVariant.Avx512),
        new ClippingSimd<Simd256, Vector256<float>>(KernelVariant.Avx2),
        new ClippingSimd<Simd128, Vector128<float>>(KernelVariant.Vector128),
        new ClippingReference(),
    ];

    /// <summary>g ← min(max(g, -limit), limit) in place; what is no number stays none.</summary>
    /// <param name="parameter">Its gradient is bounded.</param>
    /// <param name="limit">Above 0.</param>
    public abstract void Clamp(Parameter parameter, float limit);
}
