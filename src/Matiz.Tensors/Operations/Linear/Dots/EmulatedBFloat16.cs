using System.Runtime.Intrinsics;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Operations.Linear.Dots;

/// <summary>
/// Training and inference in bfloat16 where no unit for it is there, to test them and to measure what they cost in accuracy: never chosen
/// for a user, since fp32 is faster.
/// </summary>
internal static class EmulatedBFloat16
{
    /// <summary>The kernels of a variant with linear layers in emulated bfloat16.</summary>
    /// <param name="variant">What everything else is computed by.</param>
    public static KernelTable Kernels(KernelVariant variant)
    {
        var tile = new EmulatedBFloat16Tile();
        return KernelTable.For(Precision.Float32, variant) with
        {
            Precision = Precision.BFloat16,
            Linear = variant switch
            {
                KernelVariant.Reference or KernelVariant.Vector128 => new LinearBFloat16<Simd128, Vector128<float>>(variant, tile),
                KernelVariant.Avx2 or KernelVariant.AvxVnni => new LinearBFloat16<Simd256, Vector256<float>>(variant, tile),
                _ => new LinearBFloat16<Simd512, Vector512<float>>(variant, tile),
            },
        };
    }
}
