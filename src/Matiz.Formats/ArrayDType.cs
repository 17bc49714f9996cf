namespace Matiz.Formats;

/// <summary>
/// The element type of a named array in a file. The order is that of the safetensors reference, narrow to wide: a writer lays
/// the arrays of the last type first, so that every array starts at a multiple of its element's size.
/// </summary>
public enum ArrayDType
{
    /// <summary>One byte, 0 or 1.</summary>
    Bool,

    /// <summary>Four-bit float, two values a byte; a shape counts values.</summary>
    Float4,

    /// <summary>Unsigned byte.</summary>
    UInt8,

    /// <summary>Signed byte.</summary>
    Int8,

    /// <summary>Eight-bit float, 5 exponent and 2 mantissa bits.</summary>
    Float8E5M2,

    /// <summary>Eight-bit float, 4 exponent and 3 mantissa bits.</summary>
    Float8E4M3,

    /// <summary>Eight-bit power of two, the scale of block formats.</summary>
    Float8E8M0,

    /// <summary>Eight-bit float 4/3 without infinities and negative zero.</summary>
    Float8E4M3Fnuz,

    /// <summary>Eight-bit float 5/2 without infinities and negative zero.</summary>
    Float8E5M2Fnuz,

    /// <summary>Signed 16-bit integer.</summary>
    Int16,

    /// <summary>Unsigned 16-bit integer.</summary>
    UInt16,

    /// <summary>IEEE half precision.</summary>
    Float16,

    /// <summary>The upper half of a single: 8 exponent and 7 mantissa bits.</summary>
    BFloat16,

    /// <summary>Signed 32-bit integer.</summary>
    Int32,

    /// <summary>Unsigned 32-bit integer.</summary>
    UInt32,

    /// <summary>IEEE single precision.</summary>
    Float32,

    /// <summary>Two singles: real and imaginary part.</summary>
    Complex64,

    /// <summary>IEEE double precision.</summary>
    Float64,

    /// <summary>Signed 64-bit integer.</summary>
    Int64,

    /// <summary>Unsigned 64-bit integer.</summary>
    UInt64,
}

/// <summary>Facts about <see cref="ArrayDType"/>.</summary>
internal static class ArrayDTypes
{
    /// <summary>Bits of one element: 4 for <see cref="ArrayDType.Float4"/>, else a multiple of 8.</summary>
    public static int Bits(this ArrayDType dtype) => dtype switch
    {
        ArrayDType.Float4 => 4,
        < ArrayDType.Int16 => 8,
        < ArrayDType.Int32 => 16,
        < ArrayDType.Complex64 => 32,
        _ => 64,
    };

    /// <summary>
    /// Elements and bytes of an array, with the multiplications checked: false when the product leaves 63 bits, or when the
    /// elements do not fill whole bytes.
    /// </summary>
    /// <param name="dtype">The element type.</param>
    /// <param name="shape">The lengths of the axes, none negative; empty for a scalar.</param>
    /// <param name="elements">The number of elements.</param>
    /// <param name="bytes">The number of bytes.</param>
    public static bool TryMeasure(this ArrayDType dtype, ReadOnlySpan<long> shape, out long elements, out long bytes)
    {
        (elements, bytes) = (0, 0);
        long product = 1;
        foreach (long length in shape)
        {
            if (!TryMultiply(product, length, out product)) return false;
        }

        elements = product;
        if (dtype.Bits() % 8 == 0) return TryMultiply(product, dtype.Bits() / 8, out bytes);
        bytes = product / 2;
        return product % 2 == 0;
    }

    /// <summary>
    /// The element type that stores a .NET primitive, for instance <see cref="ArrayDType.Float16"/> for <see cref="Half"/>.
    /// </summary>
    /// <exception cref="NotSupportedException">No array type stores <typeparamref name="T"/>.</exception>
    public static ArrayDType For<T>() where T : unmanaged =>
        typeof(T) == typeof(float) ? ArrayDType.Float32
        : typeof(T) == typeof(double) ? ArrayDType.Float64
        : typeof(T) == typeof(Half) ? ArrayDType.Float16
        : typeof(T) == typeof(long) ? ArrayDType.Int64
        : typeof(T) == typeof(int) ? ArrayDType.Int32
        : typeof(T) == typeof(short) ? ArrayDType.Int16
        : typeof(T) == typeof(sbyte) ? ArrayDType.Int8
        : typeof(T) == typeof(ulong) ? ArrayDType.UInt64
        : typeof(T) == typeof(uint) ? ArrayDType.UInt32
        : typeof(T) == typeof(ushort) ? ArrayDType.UInt16
        : typeof(T) == typeof(byte) ? ArrayDType.UInt8
        : typeof(T) == typeof(bool) ? ArrayDType.Bool
        : throw new NotSupportedException($"no array type stores {typeof(T)}; give the bytes and their type instead.");

    // Math.BigMul rather than Int128, which ahead-of-time code cannot hold: the first call would wait for the compiler.
    private static bool TryMultiply(long a, long b, out long product)
    {
        ulong high = Math.BigMul((ulong)a, (ulong)b, out ulong low);
        product = (long)low;
        return high == 0 && product >= 0;
    }
}
