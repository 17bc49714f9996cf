namespace Matiz.Tensors;

/// <summary>
/// How kernels are written. Variants agree to a tolerance, in int8 to the bit (but for the plain loops); one variant gives the same bits
/// everywhere.
/// </summary>
public enum KernelVariant
{
    /// <summary>Plain loops, the oracle of every test.</summary>
    Reference,

    /// <summary>128-bit vectors, on every processor.</summary>
    Vector128,

    /// <summary>256-bit vectors with fused multiply-add.</summary>
    Avx2,

    /// <summary>256-bit vectors with products of 8-bit integers (AVX-VNNI).</summary>
    AvxVnni,

    /// <summary>512-bit vectors.</summary>
    Avx512,

    /// <summary>512-bit vectors with products of 8-bit integers (AVX512-VNNI), assembled at run time.</summary>
    Avx512Vnni,

    /// <summary>512-bit vectors with products of bfloat16 numbers (AVX512-BF16), assembled at run time.</summary>
    Avx512Bf16,

    /// <summary>Tiles of 8-bit integers and bfloat16 numbers (AMX), assembled at run time.</summary>
    Amx,
}
