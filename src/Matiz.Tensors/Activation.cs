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

    /// <summary>σ(x) = 1 / (1 + e⁻ˣ).</summary>
    Sigmoid,

    /// <summary>x · σ(x) (reference: <c>silu</c>, <c>swish</c>).</summary>
    Silu,

    /// <summary>x · σ(1.702 x) (reference: <c>quick_gelu</c>).</summary>
    QuickGelu,

    /// <summary>x · tanh(ln(1 + eˣ)).</summary>
    Mish,

    /// <summary>min(max(x, 0), 6).</summary>
    Relu6,

    /// <summary><see cref="Gelu"/>, at most 10 (reference: <c>gelu_10</c>).</summary>
    GeluUpTo10,
}
