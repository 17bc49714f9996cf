using System.Runtime.Intrinsics;
using Matiz.Tensors;
using Matiz.Tensors.Operations;
using Matiz.Tensors.Simd;

namespace Matiz.Learning.Numerics;

/// <summary>
/// The inner loops of linear models in double precision, over tiles of <see cref="TileRows"/> rows: a tile is widened from singles
/// once, then read for the logits and again for the gradient while it lies in the first-level cache.
/// </summary>
/// <remarks>
/// Legend: D = stride, the columns of a tile rounded up to <see cref="Alignment"/> with zeros; K = outputs. A tile is [8, D], weights
/// and gradients [K, D], logits and residuals [K, 8] (rows side by side, so that softmax runs over whole vectors).
/// Doubles, though features are singles: the sum over 16,000 rows loses five digits in singles, and a badly conditioned problem needs
/// them to reach its optimum; the product is half as fast, but memory, not arithmetic, bounds it.
/// </remarks>
internal abstract unsafe class RowKernel : Kernel
{
    public const int TileRows = 8;
    public const int Alignment = 8;

    /// <summary>Best first: the wider vector does more in one instruction, and the plain loop is there to be trusted.</summary>
    public static IReadOnlyList<RowKernel> All { get; } =
    [
        new RowKernel<Double512, Vector512<double>>(KernelVariant.Avx512),
        new RowKernel<Double256, Vector256<double>>(KernelVariant.Avx2),
        new RowKernel<Double128, Vector128<double>>(KernelVariant.Vector128),
        new RowKernel<Double64, double>(KernelVariant.Reference),
    ];

    /// <summary>The kernel of the variant in force.</summary>
    public static RowKernel Default => For(KernelVariants.Forced);

    /// <inheritdoc/>
    public override Precision Precision => Precision.Float64;

    /// <summary>The kernel of a variant, or the best below it.</summary>
    public static RowKernel For(KernelVariant? variant) => Select(All, Precision.Float64, variant);

    public static int Stride(int columns) => checked((columns + Alignment - 1) / Alignment * Alignment);

    /// <summary>
    /// tile[r] = row r of <paramref name="rows"/>, then <paramref name="last"/> (the intercept's 1, or 0), then zeros; missing rows are 0.
    /// </summary>
    public abstract void Load(float* rows, int rowCount, int columns, double last, int stride, double* tile);

    /// <summary>logits[k, r] = tile[r] · weights[k]</summary>
    public abstract void Logits(double* tile, double* weights, int outputs, int stride, double* logits);

    /// <summary>gradient[k, 0 … width) += Σᵣ residuals[k, r] · tile[r]; rows of the gradient are <paramref name="stride"/> apart.</summary>
    public abstract void AddOuter(double* residuals, double* tile, int outputs, int width, int stride, double* gradient);

    /// <summary>Turns logits [K, 8] into probabilities, K ≥ 2, and gives the log of each row's sum of exponentials, [8].</summary>
    public abstract void Softmax(double* logits, int outputs, double* logSums);

    /// <summary>Turns 8 logits of one output into σ(z), and gives ln(1 + eᶻ).</summary>
    public abstract void Sigmoid(double* logits, double* logSums);

    /// <summary>Σ a·b; the length is a multiple of <see cref="Alignment"/>.</summary>
    public abstract double Dot(double* a, double* b, int length);

    /// <summary>to += factor · from; the length is a multiple of <see cref="Alignment"/>.</summary>
    public abstract void AddScaled(double factor, double* from, int length, double* to);
}
