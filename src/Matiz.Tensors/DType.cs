namespace Matiz.Tensors;

/// <summary>The type of a tensor's elements. Computation and parameters are <see cref="Float32"/>.</summary>
public enum DType
{
    /// <summary>IEEE 754 single precision, 4 bytes.</summary>
    Float32,

    /// <summary>32-bit signed integers, 4 bytes.</summary>
    Int32,
}
