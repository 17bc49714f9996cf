using System.Runtime.Intrinsics;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Operations.Convolution;

/// <summary>Tokens beside their neighbours: what turns a convolution into a linear layer, and back.</summary>
internal abstract class ConvolutionKernel : Kernel
{
    /// <summary>Best first: the wider vector does more in one instruction, and the plain loop is there to be trusted.</summary>
    public static IReadOnlyList<ConvolutionKernel> All { get; } =
    [
        new ConvolutionSimd<Simd512, Vector512<float>>(KernelVariant.Avx512),
        new ConvolutionSimd<Simd256, Vector256<float>>(KernelVariant.Avx2),
        new ConvolutionSimd<Simd128, Vector128<float>>(KernelVariant.Vector128),
        new ConvolutionReference(),
    ];

    /// <summary>seen[t] = x[t − r] | … | x[t + r] with r = size / 2; zero beyond the ends of the row.</summary>
    public abstract void Gather(Tensor x, RaggedLayout layout, int size, Tensor seen);

    /// <summary>dX[t] = Σ_j part j of dSeen[t + r − j], or dX += the same.</summary>
    public abstract void AddBack(Tensor dSeen, RaggedLayout layout, int size, bool accumulate, Tensor dX);
}

/// <summary>Plain loops.</summary>
internal sealed class ConvolutionReference : ConvolutionKernel
{
    public override Precision Precision => Precision.Float32;

    public override KernelVariant Variant => KernelVariant.Reference;

    public override void Gather(Tensor x, RaggedLayout layout, int size, Tensor seen)
    {
        var source = x.AsSpan();
        var target = seen.AsSpan();
        for (int i = 0; i < target.Length; i++)
        {
            int token = i / seen.Columns, part = i % seen.Columns / x.Columns, column = i % x.Columns;
            int other = token + part - (size / 2);
            target[i] = IsInRow(layout, token, other) ? source[(other * x.Columns) + column] : 0;
        }
    }

    public override void AddBack(Tensor dSeen, RaggedLayout layout, int size, bool accumulate, Tensor dX)
    {
        var source = dSeen.AsSpan();
        var target = dX.AsSpan();
        for (int i = 0; i < target.Length; i++)
        {
            int token = i / dX.Columns, column = i % dX.Columns;
            double sum = accumulate ? target[i] : 0;
            for (int part = 0; part < size; part++)
            {
                int other = token + (size / 2) - part;
                if (IsInRow(layout, token, other)) sum += source[(other * dSeen.Columns) + (part * dX.Columns) + column];
            }

            target[i] = (float)sum;
        }
    }

    private static bool IsInRow(RaggedLayout layout, int token, int other)
    {
        int row = layout.RowOfToken[token];
        return other >= layout.Offsets[row] && other < layout.Offsets[row + 1];
    }
}
