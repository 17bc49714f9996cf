using System.Runtime.Intrinsics;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Tests.Simd;

/// <summary>The vector widths of this processor.</summary>
internal static class Widths
{
    private static readonly (string Name, KernelVariant Needs, Action<IWidthWork> Run)[] All =
    [
        (nameof(Simd512), KernelVariant.Avx512, work => work.Run<Simd512, Vector512<float>>()),
        (nameof(Simd256x2), KernelVariant.Avx2, work => work.Run<Simd256x2, Vector256x2>()),
        (nameof(Simd256), KernelVariant.Avx2, work => work.Run<Simd256, Vector256<float>>()),
        (nameof(Simd128x4), KernelVariant.Vector128, work => work.Run<Simd128x4, Vector128x4>()),
        (nameof(Simd128), KernelVariant.Vector128, work => work.Run<Simd128, Vector128<float>>()),
    ];

    public static IEnumerable<TheoryDataRow<string>> Available =>
        from width in All
        where KernelVariants.Available.Contains(width.Needs)
        select new TheoryDataRow<string>(width.Name);

    /// <summary>Runs <paramref name="work"/> compiled for one width.</summary>
    public static void Run(string width, IWidthWork work) => All.Single(entry => entry.Name == width).Run(work);
}

/// <summary>Something to be compiled for each width.</summary>
internal interface IWidthWork
{
    void Run<S, V>()
        where S : struct, ISimd<V>
        where V : struct;
}
