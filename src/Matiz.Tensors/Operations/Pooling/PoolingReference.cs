namespace Matiz.Tensors.Operations.Pooling;

/// <summary>Plain loops.</summary>
internal sealed class PoolingReference : PoolingKernel
{
    public override Precision Precision => Precision.Float32;

    public override KernelVariant Variant => KernelVariant.Reference;

    public override void Forward(Tensor x, RaggedLayout layout, Tensors.Pooling pooling, Tensor y)
    {
        for (int row = 0; row < layout.RowCount; row++)
        {
            for (int column = 0; column < x.Columns; column++)
                y.AsSpan()[(row * y.Columns) + column] = Pool(x, layout, pooling, row, column);
        }
    }

    public override void Backward(Tensor x, Tensor dY, RaggedLayout layout, Tensors.Pooling pooling, bool accumulate, Tensor dX)
    {
        for (int row = 0; row < layout.RowCount; row++)
        {
            for (int column = 0; column < x.Columns; column++)
            {
                float d = dY.AsSpan()[(row * dY.Columns) + column];
                int chosen = pooling == Tensors.Pooling.Max ? Largest(x, layout, row, column) : layout.Offsets[row];
                for (int token = layout.Offsets[row]; token < layout.Offsets[row + 1]; token++)
                {
                    float share = pooling == Tensors.Pooling.Mean ? d / layout.LengthOf(row) : token == chosen ? d : 0;
                    ref float target = ref dX.AsSpan()[(token * dX.Columns) + column];
                    target = accumulate ? target + share : share;
                }
            }
        }
    }

    private static float Pool(Tensor x, RaggedLayout layout, Tensors.Pooling pooling, int row, int column)
    {
        if (pooling == Tensors.Pooling.Max) return At(x, Largest(x, layout, row, column), column);
        if (pooling == Tensors.Pooling.Cls) return At(x, layout.Offsets[row], column);
        double sum = 0;
        for (int token = layout.Offsets[row]; token < layout.Offsets[row + 1]; token++) sum += At(x, token, column);
        return (float)(sum / layout.LengthOf(row));
    }

    private static int Largest(Tensor x, RaggedLayout layout, int row, int column)
    {
        int largest = layout.Offsets[row];
        for (int token = largest + 1; token < layout.Offsets[row + 1]; token++)
        {
            if (At(x, token, column) > At(x, largest, column)) largest = token;
        }

        return largest;
    }

    private static float At(Tensor x, int row, int column) => x.AsSpan()[(row * x.Columns) + column];
}
