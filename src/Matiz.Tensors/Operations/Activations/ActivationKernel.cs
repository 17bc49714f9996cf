namespace Matiz.Tensors.Operations.Activations;

/// <summary>Activation functions and their derivatives, element by element.</summary>
internal abstract class ActivationKernel : IKernel
{
    /// <summary>Best first.</summary>
    public static IReadOnlyList<ActivationKernel> All { get; } = [new ActivationReference()];

    public abstract KernelVariant Variant { get; }

    /// <summary>y = f(x).</summary>
    public abstract void Forward(Tensor x, Activation activation, Tensor y);

    /// <summary>dX = dY · f'(x), with x before the activation and y after it. dX may be dY itself.</summary>
    public abstract void Backward(Tensor x, Tensor y, Tensor dY, Activation activation, Tensor dX);
}
