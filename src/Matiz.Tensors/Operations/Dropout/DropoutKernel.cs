using System.Runtime.Intrinsics;
using Matiz.Tensors.Random;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Operations.Dropout;

/// <summary>Dropout alone; forward and backward are the same multiplication.</summary>
internal abstract class DropoutKernel : Kernel
{
    /// <summary>Best first: the wider vector does more in one instruction, and the plain loop is there to be trusted.</summary>
    public static IReadOnlyList<DropoutKernel> All { get; } =
    [
        new DropoutSimd<Simd512, Vector512<float>>(KernelVariant.Avx512),
        new DropoutSimd<Simd256, Vector256<float>>(KernelVariant.Avx2),
        new DropoutSimd<Simd128, Vector128<float>>(KernelVariant.Vector128),
        new DropoutReference(),
    ];

    /// <summary>y = x∘M, or y += x∘M, where M is 0 or 1 / (1 - rate); all of it 1 where the key is inactive.</summary>
    public abstract void Apply(Tensor x, DropoutKey dropout, RaggedLayout layout, bool accumulate, Tensor y);
}

/// <summary>Plain loops.</summary>
internal sealed class DropoutReference : DropoutKernel
{
    public override Precision Precision => Precision.Float32;

    public override KernelVariant Variant => KernelVariant.Reference;

    public override void Apply(Tensor x, DropoutKey dropout, RaggedLayout layout, bool accumulate, Tensor y)
    {
        var source = x.AsSpan();
        var destination = y.AsSpan();
        for (int token = 0; token < x.Rows; token++)
        {
            int row = layout.RowOfToken[token];
            for (int column = 0; column < x.Columns; column++)
            {
                int i = (token * x.Columns) + column;
                float kept = source[i] * (dropout.IsActive ? dropout.Multiplier(row, token - layout.Offsets[row], (uint)column) : 1);
                destination[i] = accumulate ? destination[i] + kept : kept;
            }
        }
    }
}
