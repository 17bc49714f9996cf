namespace Matiz.Tensors;

/// <summary>How kernels are written. Variants agree to a tolerance; one variant gives the same bits everywhere.</summary>
public enum KernelVariant
{
    /// <summary>Plain loops, the oracle of every test.</summary>
    Reference,

    /// <summary>128-bit vectors, on every processor.</summary>
    Vector128,

    /// <summary>256-bit vectors with fused multiply-add.</summary>
    Avx2,

    /// <summary>512-bit vectors.</summary>
    Avx512,
}
