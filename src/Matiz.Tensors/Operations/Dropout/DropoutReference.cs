using Matiz.Tensors.Random;

namespace Matiz.Tensors.Operations.Dropout;

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
                float kept = source[i] * dropout.Multiplier(row, token - layout.Offsets[row], (uint)column);
                destination[i] = accumulate ? destination[i] + kept : kept;
            }
        }
    }
}
