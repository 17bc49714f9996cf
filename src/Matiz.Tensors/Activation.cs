namespace Matiz.Tensors;

/// <summary>A function applied to each element of a linear layer's output.</summary>
public enum Activation
{
    /// <summary>None: x.</summary>
    None,

    /// <summary>x · ½(1 + erf(x / √2)), the exact form (reference: <c>gelu</c>).</summary>
    Gelu,

    /// <summary>½x(1 + tanh(√(2/π)(x + 0.044715 x³))) (reference: <c>gelu_new</c>, <c>gelu_pytorch_tanh</c>).</summary>
    GeluTanh,

    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>The hyperbolic tangent.</summary>
    Tanh,
}
