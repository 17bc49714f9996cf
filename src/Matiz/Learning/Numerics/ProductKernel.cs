using System.Runtime.CompilerServices;
using Matiz.Tensors;

namespace Matiz.Learning.Numerics;

/// <summary>
/// scores = queries · candidatesᵀ in singles, for exact search: candidates lie in panels of <see cref="PanelRows"/> rows,
/// [columns, PanelRows], queries row-major.
/// </summary>
internal abstract unsafe class ProductKernel
{
    public const int PanelRows = 48;

    /// <summary>Queries of one tile.</summary>
    public const int TileRows = 8;

    /// <summary>Best first.</summary>
    public static IReadOnlyList<ProductKernel> All { get; } = Available();

    /// <summary>The kernel of the variant in force.</summary>
    public static ProductKernel Default => All.First(static kernel => kernel.Variant <= KernelVariants.Default);

    public abstract KernelVariant Variant { get; }

    /// <summary>Scores of <see cref="TileRows"/> queries, [columns] each, with one panel, into [TileRows, PanelRows].</summary>
    public abstract void Tile(float* queries, float* panel, int columns, float* scores);

    private static ProductKernel[] Available() =>
    [
        .. from kernel in (ProductKernel[])
        [
            new ProductKernel<FloatLanes16, System.Runtime.Intrinsics.Vector512<float>>(KernelVariant.Avx512),
            new ProductKernel<FloatLanes8, System.Runtime.Intrinsics.Vector256<float>>(KernelVariant.Avx2),
            new ProductKernel<FloatLanes4, System.Runtime.Intrinsics.Vector128<float>>(KernelVariant.Vector128),
            new ProductKernel<FloatLanes1, float>(KernelVariant.Reference),
        ]
        where KernelVariants.Available.Contains(kernel.Variant)
        select kernel,
    ];
}

/// <summary><see cref="ProductKernel"/> for one width of vectors.</summary>
internal sealed unsafe class ProductKernel<TLanes, TVector>(KernelVariant variant) : ProductKernel
    where TLanes : struct, IFloatLanes<TVector>
    where TVector : struct
{
    public override KernelVariant Variant => variant;

    // 32 registers hold eight rows by three vectors; 16 hold four by three.
    public override void Tile(float* queries, float* panel, int columns, float* scores)
    {
        for (int c = 0; c < PanelRows; c += 3 * TLanes.Count)
        {
            if (TLanes.Count == 16)
            {
                Rows8(queries, panel + c, columns, scores + c);
                continue;
            }

            Rows4(queries, panel + c, columns, scores + c);
            Rows4(queries + (4L * columns), panel + c, columns, scores + c + (4 * PanelRows));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows4(float* a0, float* b, int columns, float* scores)
    {
        float* a1 = a0 + columns;
        float* a2 = a1 + columns;
        float* a3 = a2 + columns;
        var s00 = TLanes.Broadcast(0);
        TVector s01 = s00, s02 = s00, s10 = s00, s11 = s00, s12 = s00, s20 = s00, s21 = s00, s22 = s00, s30 = s00, s31 = s00, s32 = s00;
        for (int p = 0; p < columns; p++, b += PanelRows)
        {
            var b0 = TLanes.Load(b);
            var b1 = TLanes.Load(b + TLanes.Count);
            var b2 = TLanes.Load(b + (2 * TLanes.Count));
            var a = TLanes.Broadcast(a0[p]);
            s00 = TLanes.MultiplyAdd(a, b0, s00);
            s01 = TLanes.MultiplyAdd(a, b1, s01);
            s02 = TLanes.MultiplyAdd(a, b2, s02);
            a = TLanes.Broadcast(a1[p]);
            s10 = TLanes.MultiplyAdd(a, b0, s10);
            s11 = TLanes.MultiplyAdd(a, b1, s11);
            s12 = TLanes.MultiplyAdd(a, b2, s12);
            a = TLanes.Broadcast(a2[p]);
            s20 = TLanes.MultiplyAdd(a, b0, s20);
            s21 = TLanes.MultiplyAdd(a, b1, s21);
            s22 = TLanes.MultiplyAdd(a, b2, s22);
            a = TLanes.Broadcast(a3[p]);
            s30 = TLanes.MultiplyAdd(a, b0, s30);
            s31 = TLanes.MultiplyAdd(a, b1, s31);
            s32 = TLanes.MultiplyAdd(a, b2, s32);
        }

        Store3(s00, s01, s02, scores);
        Store3(s10, s11, s12, scores + PanelRows);
        Store3(s20, s21, s22, scores + (2 * PanelRows));
        Store3(s30, s31, s32, scores + (3 * PanelRows));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows8(float* a0, float* b, int columns, float* scores)
    {
        float* a1 = a0 + columns;
        float* a2 = a1 + columns;
        float* a3 = a2 + columns;
        float* a4 = a3 + columns;
        float* a5 = a4 + columns;
        float* a6 = a5 + columns;
        float* a7 = a6 + columns;
        var s00 = TLanes.Broadcast(0);
        TVector s01 = s00, s02 = s00, s10 = s00, s11 = s00, s12 = s00, s20 = s00, s21 = s00, s22 = s00, s30 = s00, s31 = s00, s32 = s00;
        TVector s40 = s00, s41 = s00, s42 = s00, s50 = s00, s51 = s00, s52 = s00, s60 = s00, s61 = s00, s62 = s00, s70 = s00, s71 = s00, s72 = s00;
        for (int p = 0; p < columns; p++, b += PanelRows)
        {
            var b0 = TLanes.Load(b);
            var b1 = TLanes.Load(b + TLanes.Count);
            var b2 = TLanes.Load(b + (2 * TLanes.Count));
            var a = TLanes.Broadcast(a0[p]);
            s00 = TLanes.MultiplyAdd(a, b0, s00);
            s01 = TLanes.MultiplyAdd(a, b1, s01);
            s02 = TLanes.MultiplyAdd(a, b2, s02);
            a = TLanes.Broadcast(a1[p]);
            s10 = TLanes.MultiplyAdd(a, b0, s10);
            s11 = TLanes.MultiplyAdd(a, b1, s11);
            s12 = TLanes.MultiplyAdd(a, b2, s12);
            a = TLanes.Broadcast(a2[p]);
            s20 = TLanes.MultiplyAdd(a, b0, s20);
            s21 = TLanes.MultiplyAdd(a, b1, s21);
            s22 = TLanes.MultiplyAdd(a, b2, s22);
            a = TLanes.Broadcast(a3[p]);
            s30 = TLanes.MultiplyAdd(a, b0, s30);
            s31 = TLanes.MultiplyAdd(a, b1, s31);
            s32 = TLanes.MultiplyAdd(a, b2, s32);
            a = TLanes.Broadcast(a4[p]);
            s40 = TLanes.MultiplyAdd(a, b0, s40);
            s41 = TLanes.MultiplyAdd(a, b1, s41);
            s42 = TLanes.MultiplyAdd(a, b2, s42);
            a = TLanes.Broadcast(a5[p]);
            s50 = TLanes.MultiplyAdd(a, b0, s50);
            s51 = TLanes.MultiplyAdd(a, b1, s51);
            s52 = TLanes.MultiplyAdd(a, b2, s52);
            a = TLanes.Broadcast(a6[p]);
            s60 = TLanes.MultiplyAdd(a, b0, s60);
            s61 = TLanes.MultiplyAdd(a, b1, s61);
            s62 = TLanes.MultiplyAdd(a, b2, s62);
            a = TLanes.Broadcast(a7[p]);
            s70 = TLanes.MultiplyAdd(a, b0, s70);
            s71 = TLanes.MultiplyAdd(a, b1, s71);
            s72 = TLanes.MultiplyAdd(a, b2, s72);
        }

        Store3(s00, s01, s02, scores);
        Store3(s10, s11, s12, scores + PanelRows);
        Store3(s20, s21, s22, scores + (2 * PanelRows));
        Store3(s30, s31, s32, scores + (3 * PanelRows));
        Store3(s40, s41, s42, scores + (4 * PanelRows));
        Store3(s50, s51, s52, scores + (5 * PanelRows));
        Store3(s60, s61, s62, scores + (6 * PanelRows));
        Store3(s70, s71, s72, scores + (7 * PanelRows));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store3(TVector v0, TVector v1, TVector v2, float* to)
    {
        TLanes.Store(v0, to);
        TLanes.Store(v1, to + TLanes.Count);
        TLanes.Store(v2, to + (2 * TLanes.Count));
    }
}
