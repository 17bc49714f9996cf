using System.Runtime.Intrinsics;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Operations.Rotary;

/// <summary>Rotary positions; the way back is the same turn the other way.</summary>
internal abstract class RotaryKernel : Kernel
{
    /// <summary>Best first: the wider vector does more in one instruction, and the plain loop is there to be trusted.</summary>
    public static IReadOnlyList<RotaryKernel> All { get; } =
    [
        new RotarySimd<Simd512, Vector512<float>>(KernelVariant.Avx512),
        new RotarySimd<Simd256, Vector256<float>>(KernelVariant.Avx2),
        new RotarySimd<Simd128, Vector128<float>>(KernelVariant.Vector128),
        new RotaryReference(),
    ];

    /// <summary>x₁ = x₁·cos ∓ x₂·sin, x₂ = x₂·cos ± x₁·sin for the halves of the first heads of each token.</summary>
    /// <param name="x">[tokens, at least heads × head size], overwritten.</param>
    /// <param name="layout">Tells the place of each token.</param>
    /// <param name="heads">The heads that are turned.</param>
    /// <param name="positions">The angles.</param>
    /// <param name="back">True: the other way.</param>
    public abstract void Rotate(Tensor x, RaggedLayout layout, int heads, RotaryPositions positions, bool back);
}

/// <summary>Plain loops in double precision.</summary>
internal sealed class RotaryReference : RotaryKernel
{
    public override Precision Precision => Precision.Float32;

    public override KernelVariant Variant => KernelVariant.Reference;

    public override void Rotate(Tensor x, RaggedLayout layout, int heads, RotaryPositions positions, bool back)
    {
        float[] table = positions.Table(layout.MaxLength);
        int headSize = positions.HeadSize, half = headSize / 2;
        for (int token = 0; token < x.Rows; token++)
        {
            int place = token - layout.Offsets[layout.RowOfToken[token]];
            for (int head = 0; head < heads; head++)
            {
                var values = x.AsSpan().Slice((token * x.Columns) + (head * headSize), headSize);
                for (int pair = 0; pair < half; pair++)
                {
                    double cosine = table[(place * headSize) + pair], sine = table[(place * headSize) + half + pair];
                    if (back) sine = -sine;
                    double first = values[pair], second = values[half + pair];
                    values[pair] = (float)((first * cosine) - (second * sine));
                    values[half + pair] = (float)((second * cosine) + (first * sine));
                }
            }
        }
    }
}
