using System.Runtime.Intrinsics;
using Matiz.Tensors;
using Matiz.Tensors.Operations;
using Matiz.Tensors.Operations.Linear;
using Matiz.Tensors.Simd;

namespace Matiz.Learning.Numerics;

/// <summary>
/// scores = queries · candidatesᵀ in singles, for exact search: candidates lie in panels of <see cref="PanelRows"/> rows, cut into strips
/// of <see cref="Width"/> rows, each [columns, Width]; queries row-major. Each score is a chain of fused multiply-adds in the order of the
/// columns, so that every variant gives the same bits.
/// </summary>
internal abstract unsafe class ProductKernel : Kernel
{
    /// <summary>Candidates of a panel: a multiple of every kernel's <see cref="Width"/>.</summary>
    public const int PanelRows = 48;

    /// <summary>Queries of one tile.</summary>
    public const int TileRows = Tensors.Operations.Linear.Tile.Rows;

    /// <summary>Best first: the tiles of linear layers, and the plain loop to be trusted.</summary>
    public static IReadOnlyList<ProductKernel> All { get; } =
    [
        new ProductSimd<Tile8x3<Simd512, Vector512<float>>, Simd512, Vector512<float>>(KernelVariant.Avx512),
        new ProductSimd<Tile4x3<Simd256, Vector256<float>>, Simd256, Vector256<float>>(KernelVariant.Avx2),
        new ProductSimd<Tile4x3<Simd128, Vector128<float>>, Simd128, Vector128<float>>(KernelVariant.Vector128),
        new ProductReference(),
    ];

    /// <summary>The kernel of the variant in force.</summary>
    public static ProductKernel Default => Select(All, Precision.Float32, KernelVariants.Forced);

    /// <inheritdoc/>
    public override Precision Precision => Precision.Float32;

    /// <summary>Candidates of a strip.</summary>
    public abstract int Width { get; }

    /// <summary>Scores of <see cref="TileRows"/> queries, [columns] each, with one panel, into [TileRows, PanelRows].</summary>
    public abstract void Tile(float* queries, float* panel, int columns, float* scores);
}

/// <summary>By the tiles of linear layers.</summary>
/// <typeparam name="T">The tile kernel.</typeparam>
/// <typeparam name="S">The vector width.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
internal sealed unsafe class ProductSimd<T, S, V>(KernelVariant variant) : ProductKernel
    where T : struct, ITileKernel<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    public override KernelVariant Variant => variant;

    public override int Width => Panels<S, V>.Width;

    public override void Tile(float* queries, float* panel, int columns, float* scores)
    {
        float* zeros = stackalloc float[PanelRows];
        Tile tile;
        tile.A = queries;
        tile.ARow = columns;
        tile.AStep = 1;
        tile.BStep = Width;
        tile.Start = zeros;
        tile.StartRow = 0;
        tile.CRow = PanelRows;
        tile.Count = columns;
        tile.AddsToC = false;
        tile.Ahead = StreamsAhead.Of((byte*)panel, columns, columns, tile: 0);
        for (int first = 0; first < PanelRows; first += Width)
        {
            tile.B = panel + ((long)first * columns);
            tile.C = scores + first;
            T.Multiply(&tile);
        }
    }
}

/// <summary>Plain loops.</summary>
internal sealed unsafe class ProductReference : ProductKernel
{
    public override KernelVariant Variant => KernelVariant.Reference;

    public override int Width => PanelRows;

    public override void Tile(float* queries, float* panel, int columns, float* scores)
    {
        for (int query = 0; query < TileRows; query++)
        {
            for (int candidate = 0; candidate < PanelRows; candidate++)
            {
                float sum = 0;
                for (int p = 0; p < columns; p++)
                    sum = MathF.FusedMultiplyAdd(queries[((long)query * columns) + p], panel[((long)p * PanelRows) + candidate], sum);
                scores[(query * PanelRows) + candidate] = sum;
            }
        }
    }
}
