using Matiz.Tensors.Random;

namespace Matiz.Tensors.Operations.Dropout;

/// <summary>Dropout alone; forward and backward are the same multiplication.</summary>
internal abstract class DropoutKernel : IKernel
{
    /// <summary>Best first.</summary>
    public static IReadOnlyList<DropoutKernel> All { get; } = [new DropoutReference()];

    public abstract KernelVariant Variant { get; }

    /// <summary>y = x∘M, or y += x∘M, where M is 0 or 1 / (1 - rate).</summary>
    public abstract void Apply(Tensor x, DropoutKey dropout, RaggedLayout layout, bool accumulate, Tensor y);
}
