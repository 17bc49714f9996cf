using System.Runtime.Intrinsics;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Tests.Simd;

/// <summary>The vector widths of this processor.</summary>
internal static class Widths
{
    public static IEnumerable<TheoryDataRow<KernelVariant>> Available =>
        from variant in KernelVariants.Available
        where variant != KernelVariant.Reference
        select new TheoryDataRow<KernelVariant>(variant);

    /// <summary>Runs <paramref name="work"/> compiled for one width.</summary>
    public static void Run(KernelVariant variant, IWidthWork work)
    {
        switch (variant)
        {
            case KernelVariant.Avx512:
                work.Run<Simd512, Vector512<float>>();
                break;
            case KernelVariant.Avx2:
                work.Run<Simd256, Vector256<float>>();
                break;
            default:
                work.Run<Simd128, Vector128<float>>();
                break;
        }
    }
}

/// <summary>Something to be compiled for each width.</summary>
internal interface IWidthWork
{
    void Run<S, V>()
        where S : struct, ISimd<V>
        where V : struct;
}
