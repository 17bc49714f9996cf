namespace Matiz.Tensors.Operations.Pooling;

/// <summary>One vector a row from the vectors of its tokens.</summary>
internal abstract class PoolingKernel : IKernel
{
    /// <summary>Best first.</summary>
    public static IReadOnlyList<PoolingKernel> All { get; } = [new PoolingReference()];

    public abstract KernelVariant Variant { get; }

    /// <summary>y[r] = the first token, the mean or the largest of each column, of row r.</summary>
    public abstract void Forward(Tensor x, RaggedLayout layout, Tensors.Pooling pooling, Tensor y);

    /// <summary>dX from dY; the largest passes to the first token that holds it.</summary>
    public abstract void Backward(Tensor x, Tensor dY, RaggedLayout layout, Tensors.Pooling pooling, bool accumulate, Tensor dX);
}
